"""Unicode, case and lengths."""

import unicodedata

from emulated import Emulated, WriteMode


class Names(Emulated):
    def test_names_of_any_script_come_back_as_they_went(self):
        names = ['ünïcödé', '日本語.txt', 'Ελληνικά', 'עברית', '😀 astral 𝒳', "quotes ' and \" double", 'tab\tname',
                 'new\nline', '%41 + & ? # = ;', 'a' * 255, 'd\u200dz', '-rf', '$(x)`y`']
        for name in names:
            path = f'/{name}'
            self.assertEqual(self.put(path, name).name, name)
            self.assertEqual(self.read(path), name.encode())
            self.assertEqual(self.dropbox.files_get_metadata(path).path_display, path)
        self.assertCountEqual(self.listed('')[0], [f'file /{name}' for name in names])

    def test_names_are_normalised_to_nfc(self):
        decomposed = unicodedata.normalize('NFD', 'Ångström é')
        composed = unicodedata.normalize('NFC', decomposed)
        self.assertNotEqual(decomposed, composed)
        self.assertEqual(self.put(f'/{decomposed}', 'x').name, composed)
        self.assertEqual(self.read(f'/{composed}'), b'x')
        self.assertEqual(self.read(f'/{decomposed}'), b'x')

    def test_case_is_kept_and_makes_no_difference(self):
        self.put('/Folder/File.TXT', '1')
        self.assertEqual(self.read('/fOLDER/fILE.txt'), b'1')
        self.assertEqual(self.put('/FOLDER/other', '2').path_display, '/Folder/other')
        again = self.put('/folder/FILE.txt', '3', mode=WriteMode.overwrite)
        self.assertEqual(again.path_lower, '/folder/file.txt')
        self.assertEqual(len(self.listed('/folder')[0]), 2)

    def test_a_rename_of_case_alone_is_seen(self):
        self.put('/folder/a', 'x')
        _, cursor = self.listed('', recursive=True)
        moved = self.dropbox.files_move_v2('/folder', '/FOLDER').metadata
        self.assertEqual(moved.path_display, '/FOLDER')
        self.assertIn('folder /FOLDER', self.changes(cursor))

    def test_a_name_is_limited_to_255_characters(self):
        reason = self.error(self.put, '/' + 'a' * 256, 'x').get_path().reason
        self.assertTrue(reason.is_malformed_path() or reason.is_disallowed_name())
