"""files/upload: its modes, conflicts and checks."""

import datetime

from dropbox.files import CommitInfo, UploadSessionCursor

from emulated import BLOCK, Emulated, WriteMode, content_hash


class Upload(Emulated):
    def test_what_is_uploaded_can_be_read_and_has_the_right_hash(self):
        for data in [b'', b'x', b'Hello Dropbox!', bytes(range(256)) * 1000, b'block' * (BLOCK // 5) + b'and more']:
            file = self.put('/file', data, mode=WriteMode.overwrite)
            self.assertEqual((file.size, file.content_hash), (len(data), content_hash(data)))
            self.assertEqual(self.read('/file'), data)

    def test_overwriting_keeps_the_id_and_gives_a_new_rev(self):
        first = self.put('/a', '1')
        second = self.put('/a', '2', mode=WriteMode.overwrite)
        self.assertEqual(second.id, first.id)
        self.assertNotEqual(second.rev, first.rev)
        self.assertEqual(self.read('/a'), b'2')
        self.assertEqual(self.read(f'rev:{first.rev}'), b'1')

    def test_equal_content_writes_nothing_in_any_mode(self):
        first = self.put('/a', 'same')
        for mode in [WriteMode.add, WriteMode.overwrite, WriteMode.update('123456789abc')]:
            self.assertEqual(self.put('/a', 'same', mode=mode).rev, first.rev)

    def test_add_never_overwrites(self):
        self.put('/a', '1')
        error = self.error(self.put, '/a', '2')
        self.assertTrue(error.get_path().reason.get_conflict().is_file())
        self.assertEqual(self.read('/a'), b'1')

    def test_the_bytes_of_a_refused_upload_can_still_be_committed(self):
        self.put('/a', '1')
        failure = self.error(self.put, '/a', 'second').get_path()
        cursor = UploadSessionCursor(failure.upload_session_id, 6)
        self.assertEqual(self.dropbox.files_upload_session_finish(b'', cursor, CommitInfo('/b')).path_display, '/b')
        self.assertEqual(self.read('/b'), b'second')

    def test_a_folder_in_the_way_is_a_conflict_in_any_mode(self):
        self.dropbox.files_create_folder_v2('/folder')
        for mode in [WriteMode.add, WriteMode.overwrite, WriteMode.update('123456789abc')]:
            error = self.error(self.put, '/folder', 'x', mode=mode)
            self.assertTrue(error.get_path().reason.get_conflict().is_folder())

    def test_a_file_as_parent_is_a_conflict(self):
        self.put('/file', 'x')
        error = self.error(self.put, '/file/below', 'x')
        self.assertTrue(error.get_path().reason.get_conflict().is_file_ancestor())

    def test_autorename_numbers_the_name(self):
        self.put('/a.txt', '1')
        self.assertEqual(self.put('/a.txt', '2', autorename=True).path_display, '/a (1).txt')
        self.assertEqual(self.put('/a.txt', '3', autorename=True).path_display, '/a (2).txt')

    def test_update_writes_over_the_rev_it_names_and_no_other(self):
        first = self.put('/a', '1')
        second = self.put('/a', '2', mode=WriteMode.update(first.rev))
        self.assertEqual(second.id, first.id)
        error = self.error(self.put, '/a', '3', mode=WriteMode.update(first.rev))
        self.assertTrue(error.get_path().reason.get_conflict().is_file())
        self.assertEqual(self.read('/a'), b'2')

    def test_an_outdated_update_may_become_a_conflicted_copy(self):
        first = self.put('/a.txt', '1')
        self.put('/a.txt', '2', mode=WriteMode.overwrite)
        copy = self.put('/a.txt', '3', mode=WriteMode.update(first.rev), autorename=True)
        self.assertRegex(copy.path_display, r"^/a \(.*conflicted copy.*\)\.txt$")
        self.assertEqual((self.read('/a.txt'), self.read(copy.path_lower)), (b'2', b'3'))

    def test_strict_conflict_refuses_equal_content_and_a_deleted_file(self):
        first = self.put('/a', 'same')
        error = self.error(self.put, '/a', 'same', strict_conflict=True)
        self.assertTrue(error.get_path().reason.is_conflict())
        self.dropbox.files_delete_v2('/a')
        error = self.error(self.put, '/a', 'new', mode=WriteMode.update(first.rev), strict_conflict=True)
        self.assertTrue(error.get_path().reason.is_conflict())
        self.put('/a', 'new', mode=WriteMode.update(first.rev))

    def test_the_clients_time_is_kept(self):
        moment = datetime.datetime(2001, 2, 3, 4, 5, 6)
        self.assertEqual(self.put('/a', 'x', client_modified=moment).client_modified, moment)
        self.assertEqual(self.dropbox.files_get_metadata('/a').client_modified, moment)

    def test_a_wrong_content_hash_is_refused_and_nothing_written(self):
        self.assertTrue(self.error(self.put, '/a', 'x', content_hash=content_hash(b'y')).is_content_hash_mismatch())
        self.assertEqual(self.listed('')[0], [])
        self.put('/a', 'x', content_hash=content_hash(b'x'))

    def test_names_that_cannot_be_are_typed_errors(self):
        for path in ['/a/../b', '/a/.', '/back\\slash', '/trailing ']:
            self.assertTrue(self.error(self.put, path, 'x').get_path().reason.is_malformed_path(), path)
        self.assertTrue(self.error(self.put, '/desktop.ini', 'x').get_path().reason.is_disallowed_name())

