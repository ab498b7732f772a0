"""list_folder, its pages and cursors, and get_metadata."""

from dropbox.files import DeletedMetadata, FileMetadata, FolderMetadata

from emulated import Emulated, configure, control, dropbox


class Listing(Emulated):
    def test_a_recursive_listing_tells_every_file_and_folder(self):
        for path in ['/a/b/c.txt', '/a/d.txt', '/e.txt']:
            self.put(path, path)
        entries, _ = self.listed('', recursive=True)
        self.assertCountEqual(entries, ['folder /a', 'folder /a/b', 'file /a/b/c.txt', 'file /a/d.txt', 'file /e.txt'])

    def test_a_plain_listing_tells_only_what_is_in_the_folder(self):
        for path in ['/a/b/c.txt', '/a/d.txt', '/e.txt']:
            self.put(path, path)
        self.assertCountEqual(self.listed('')[0], ['folder /a', 'file /e.txt'])
        self.assertCountEqual(self.listed('/a')[0], ['folder /a/b', 'file /a/d.txt'])
        folder = self.dropbox.files_get_metadata('/a')
        self.assertCountEqual(self.listed(folder.id)[0], ['folder /a/b', 'file /a/d.txt'])

    def test_every_entry_has_what_the_sdk_demands(self):
        self.put('/Folder/File.txt', 'hello')
        entries = self.dropbox.files_list_folder('', recursive=True).entries
        folder, = [entry for entry in entries if isinstance(entry, FolderMetadata)]
        file, = [entry for entry in entries if isinstance(entry, FileMetadata)]
        self.assertEqual((folder.name, folder.path_lower), ('Folder', '/folder'))
        self.assertEqual((file.name, file.path_lower, file.size), ('File.txt', '/folder/file.txt', 5))
        self.assertRegex(file.id, r'^id:[\w-]{22}$')
        self.assertRegex(file.rev, r'^[0-9a-f]{9,}$')
        self.assertTrue(file.is_downloadable)

    def test_pages_come_one_after_the_other_and_miss_nothing(self):
        paths = [f'/f/{number:02}' for number in range(25)]
        for path in paths:
            self.put(path, path)
        first = self.dropbox.files_list_folder('/f', limit=10)
        self.assertTrue(first.has_more)
        self.assertLess(len(first.entries), 25)
        self.assertCountEqual(self.listed('/f', limit=10)[0], [f'file {path}' for path in paths])

    def test_a_page_may_be_empty_with_more_to_come(self):
        self.put('/a', 'a')
        configure(pages={'empty': True})
        first = self.dropbox.files_list_folder('')
        self.assertEqual((first.entries, first.has_more), ([], True))
        self.assertEqual(self.listed('')[0], ['file /a'])

    def test_deleted_entries_are_told_when_asked_for(self):
        self.put('/a', 'a')
        self.put('/b', 'b')
        self.dropbox.files_delete_v2('/a')
        self.assertEqual(self.listed('')[0], ['file /b'])
        self.assertCountEqual(self.listed('', include_deleted=True)[0], ['deleted /a', 'file /b'])

    def test_a_cursor_tells_what_changed_in_order(self):
        self.put('/a/one', '1')
        _, cursor = self.listed('', recursive=True)
        self.assertEqual(self.changes(cursor), [])
        self.put('/a/two', '2')
        self.dropbox.files_delete_v2('/a/one')
        self.assertEqual(self.changes(cursor), ['file /a/two', 'deleted /a/one'])
        self.assertEqual(self.changes(cursor), ['file /a/two', 'deleted /a/one'], 'a cursor may be used again')

    def test_a_move_is_told_as_a_deletion_and_everything_at_the_new_place(self):
        moved = [self.put('/a/one', '1'), self.put('/a/deep/two', '2')]
        cursor = self.dropbox.files_list_folder_get_latest_cursor('', recursive=True).cursor
        self.dropbox.files_move_v2('/a', '/b')
        page = self.dropbox.files_list_folder_continue(cursor)
        self.assertFalse(page.has_more)
        deleted = [entry.path_lower for entry in page.entries if isinstance(entry, DeletedMetadata)]
        self.assertIn('/a', deleted)
        ids = {entry.path_lower: entry.id for entry in page.entries if isinstance(entry, FileMetadata)}
        self.assertEqual(ids, {'/b/one': moved[0].id, '/b/deep/two': moved[1].id})

    def test_the_latest_cursor_tells_only_what_comes(self):
        self.put('/a', 'a')
        cursor = self.dropbox.files_list_folder_get_latest_cursor('', recursive=True).cursor
        self.put('/b', 'b')
        self.assertEqual(self.changes(cursor), ['file /b'])

    def test_a_cursor_that_was_reset_says_so(self):
        _, cursor = self.listed('')
        control('POST', 'cursors/reset')
        self.assertTrue(self.error(self.dropbox.files_list_folder_continue, cursor).is_reset())

    def test_a_cursor_whose_folder_is_gone_says_not_found(self):
        self.put('/a/one', '1')
        _, cursor = self.listed('/a')
        self.dropbox.files_delete_v2('/a')
        error = self.error(self.dropbox.files_list_folder_continue, cursor)
        self.assertTrue(error.get_path().is_not_found())

    def test_what_cannot_be_listed_is_a_typed_error(self):
        self.put('/file', 'x')
        self.assertTrue(self.error(self.dropbox.files_list_folder, '/none').get_path().is_not_found())
        self.assertTrue(self.error(self.dropbox.files_list_folder, '/file').get_path().is_not_folder())
        error = self.fails(dropbox.exceptions.BadInputError, self.dropbox.files_list_folder, '/')
        self.assertIn('Specify the root folder as an empty string rather than as "/".', error.message)


class Metadata(Emulated):
    def test_metadata_of_a_file_by_path_id_and_rev(self):
        file = self.put('/Folder/File', 'x')
        for name in ['/folder/FILE', file.id, f'rev:{file.rev}']:
            found = self.dropbox.files_get_metadata(name)
            self.assertIsInstance(found, FileMetadata)
            self.assertEqual((found.rev, found.path_display), (file.rev, '/Folder/File'))

    def test_metadata_of_a_folder_and_of_what_was_deleted(self):
        self.dropbox.files_create_folder_v2('/folder')
        self.assertIsInstance(self.dropbox.files_get_metadata('/folder'), FolderMetadata)
        self.dropbox.files_delete_v2('/folder')
        self.assertTrue(self.error(self.dropbox.files_get_metadata, '/folder').get_path().is_not_found())
        self.assertIsInstance(self.dropbox.files_get_metadata('/folder', include_deleted=True), DeletedMetadata)

    def test_the_root_has_no_metadata(self):
        error = self.fails(dropbox.exceptions.BadInputError, self.dropbox.files_get_metadata, '/')
        self.assertIn('The root folder is unsupported.', error.message)
