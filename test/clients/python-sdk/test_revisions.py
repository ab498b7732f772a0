"""Old revisions and their restoration."""

from dropbox.files import ListRevisionsMode, WriteMode

from emulated import Emulated


class Revisions(Emulated):
    def versions(self, path, contents):
        return [self.put(path, content, mode=WriteMode.overwrite) for content in contents]

    def test_every_write_is_a_revision_the_newest_first(self):
        versions = self.versions('/a', ['1', '2', '3'])
        result = self.dropbox.files_list_revisions('/a')
        self.assertFalse(result.is_deleted)
        self.assertEqual([entry.rev for entry in result.entries], [file.rev for file in reversed(versions)])

    def test_only_so_many_are_told_as_were_asked_for(self):
        self.versions('/a', [str(number) for number in range(12)])
        self.assertEqual(len(self.dropbox.files_list_revisions('/a').entries), 10)
        self.assertEqual(len(self.dropbox.files_list_revisions('/a', limit=3).entries), 3)
        self.assertEqual(len(self.dropbox.files_list_revisions('/a', limit=100).entries), 12)

    def test_a_restored_revision_is_a_new_one_of_the_same_file(self):
        first, second = self.versions('/a', ['1', '2'])
        restored = self.dropbox.files_restore('/a', first.rev)
        self.assertEqual(restored.id, second.id)
        self.assertNotIn(restored.rev, [first.rev, second.rev])
        self.assertEqual(self.read('/a'), b'1')

    def test_a_deleted_file_can_be_restored(self):
        file, = self.versions('/a', ['1'])
        self.dropbox.files_delete_v2('/a')
        result = self.dropbox.files_list_revisions('/a')
        self.assertTrue(result.is_deleted)
        self.assertIsNotNone(result.server_deleted)
        self.assertEqual(self.dropbox.files_restore('/a', result.entries[0].rev).id, file.id)
        self.assertEqual(self.read('/a'), b'1')

    def test_by_id_the_revisions_follow_a_move(self):
        file, = self.versions('/a', ['1'])
        self.dropbox.files_move_v2('/a', '/b')
        self.versions('/b', ['2'])
        by_id = self.dropbox.files_list_revisions(file.id, mode=ListRevisionsMode.id).entries
        self.assertIn(file.rev, [entry.rev for entry in by_id])
        by_path = self.dropbox.files_list_revisions('/b').entries
        self.assertNotIn(file.rev, [entry.rev for entry in by_path])

    def test_what_has_no_revisions_is_a_typed_error(self):
        self.dropbox.files_create_folder_v2('/folder')
        self.assertTrue(self.error(self.dropbox.files_list_revisions, '/none').get_path().is_not_found())
        self.assertTrue(self.error(self.dropbox.files_list_revisions, '/folder').get_path().is_not_file())
        other, = self.versions('/other', ['x'])
        self.versions('/a', ['1'])
        self.assertTrue(self.error(self.dropbox.files_restore, '/a', other.rev).is_invalid_revision())
        self.assertTrue(self.error(self.dropbox.files_restore, '/a', '0123456789ab').is_invalid_revision())
