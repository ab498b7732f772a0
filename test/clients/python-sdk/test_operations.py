"""Folders, moves, copies, deletions, alone and in batches."""

from dropbox.files import DeleteArg, FileMetadata, FolderMetadata, RelocationPath, WriteMode

from emulated import Emulated, configure


class Operations(Emulated):
    def test_a_folder_is_made_with_its_parents_and_only_once(self):
        made = self.dropbox.files_create_folder_v2('/a/b').metadata
        self.assertEqual(made.path_display, '/a/b')
        error = self.error(self.dropbox.files_create_folder_v2, '/A/B')
        self.assertTrue(error.get_path().get_conflict().is_folder())
        self.assertEqual(self.dropbox.files_create_folder_v2('/a/b', autorename=True).metadata.name, 'b (1)')
        self.put('/file', 'x')
        error = self.error(self.dropbox.files_create_folder_v2, '/file')
        self.assertTrue(error.get_path().get_conflict().is_file())

    def test_a_move_keeps_ids_and_gives_files_new_revs(self):
        before = self.put('/a/file', 'x')
        moved = self.dropbox.files_move_v2('/a', '/new/place').metadata
        self.assertIsInstance(moved, FolderMetadata)
        after = self.dropbox.files_get_metadata('/new/place/file')
        self.assertEqual(after.id, before.id)
        self.assertNotEqual(after.rev, before.rev)
        self.assertTrue(self.error(self.dropbox.files_get_metadata, '/a').get_path().is_not_found())

    def test_a_move_never_overwrites(self):
        self.put('/a', '1')
        self.put('/b', '2')
        error = self.error(self.dropbox.files_move_v2, '/a', '/b')
        self.assertTrue(error.get_to().get_conflict().is_file())
        self.assertEqual(self.dropbox.files_move_v2('/a', '/b', autorename=True).metadata.name, 'b (1)')

    def test_moves_that_cannot_be_are_typed_errors(self):
        self.put('/a/file', 'x')
        self.assertTrue(self.error(self.dropbox.files_move_v2, '/none', '/b').get_from_lookup().is_not_found())
        self.assertTrue(self.error(self.dropbox.files_move_v2, '/a', '/a/b').is_cant_move_folder_into_itself())
        self.put('/file', 'x')
        error = self.error(self.dropbox.files_move_v2, '/a', '/file/below')
        self.assertTrue(error.get_to().get_conflict().is_file_ancestor())

    def test_a_copy_has_new_ids_and_the_same_content(self):
        before = self.put('/a/file', 'x')
        self.dropbox.files_copy_v2('/a', '/b')
        after = self.dropbox.files_get_metadata('/b/file')
        self.assertNotEqual(after.id, before.id)
        self.assertEqual(after.content_hash, before.content_hash)
        self.assertEqual(self.read('/a/file'), self.read('/b/file'))

    def test_a_deletion_takes_everything_below_and_tells_what_was_there(self):
        file = self.put('/a/deep/file', 'x')
        deleted = self.dropbox.files_delete_v2('/a/deep/file').metadata
        self.assertIsInstance(deleted, FileMetadata)
        self.assertEqual(deleted.rev, file.rev)
        self.assertIsInstance(self.dropbox.files_delete_v2('/a').metadata, FolderMetadata)
        self.assertEqual(self.listed('', recursive=True)[0], [])
        self.assertTrue(self.error(self.dropbox.files_delete_v2, '/a').get_path_lookup().is_not_found())

    def test_a_deletion_may_name_the_rev_it_means(self):
        first = self.put('/a', '1')
        second = self.put('/a', '2', mode=WriteMode.overwrite)
        error = self.error(self.dropbox.files_delete_v2, '/a', parent_rev=first.rev)
        self.assertTrue(error.get_path_write().get_conflict().is_file())
        self.dropbox.files_delete_v2('/a', parent_rev=second.rev)


class Batches(Emulated):
    def wait(self, launched, check):
        """The result of a batch, by its job if it has one; and how often that said in_progress."""
        if not launched.is_async_job_id():
            return launched.get_complete(), 0
        polls = 0
        while True:
            status = check(launched.get_async_job_id())
            if not status.is_in_progress():
                return status.get_complete(), polls
            polls += 1

    def test_deletions_in_a_batch_succeed_and_fail_one_by_one(self):
        configure(batches={'pendingPolls': 2})
        self.put('/a', '1')
        self.put('/b/c', '2')
        launched = self.dropbox.files_delete_batch([DeleteArg('/a'), DeleteArg('/none'), DeleteArg('/b')])
        self.assertTrue(launched.is_async_job_id())
        result, polls = self.wait(launched, self.dropbox.files_delete_batch_check)
        self.assertGreaterEqual(polls, 2)
        first, second, third = result.entries
        self.assertIsInstance(first.get_success().metadata, FileMetadata)
        self.assertTrue(second.get_failure().get_path_lookup().is_not_found())
        self.assertIsInstance(third.get_success().metadata, FolderMetadata)
        self.assertEqual(self.listed('', recursive=True)[0], [])

    def test_every_batch_works_at_once_and_by_a_job(self):
        for mode in ['sync', 'async']:
            configure(batches={'mode': mode, 'pendingPolls': 1})
            root = f'/{mode}'
            launched = self.dropbox.files_create_folder_batch([f'{root}/x', f'{root}/y', f'{root}/x'])
            result, polls = self.wait(launched, self.dropbox.files_create_folder_batch_check)
            self.assertEqual(polls, 0 if mode == 'sync' else 1)
            names = [entry.get_success().metadata.name for entry in result.entries]
            self.assertEqual(names, ['x', 'y', 'x'])

            self.put(f'{root}/x/file', 'content')
            pairs = [RelocationPath(f'{root}/x', f'{root}/copied'), RelocationPath(f'{root}/none', f'{root}/n')]
            launched = self.dropbox.files_copy_batch_v2(pairs)
            result, _ = self.wait(launched, self.dropbox.files_copy_batch_check_v2)
            self.assertEqual(result.entries[0].get_success().name, 'copied')
            error = result.entries[1].get_failure().get_relocation_error()
            self.assertTrue(error.get_from_lookup().is_not_found())

            pairs = [RelocationPath(f'{root}/x', f'{root}/moved'), RelocationPath(f'{root}/y', f'{root}/copied')]
            launched = self.dropbox.files_move_batch_v2(pairs)
            result, _ = self.wait(launched, self.dropbox.files_move_batch_check_v2)
            self.assertEqual(result.entries[0].get_success().path_display, f'{root}/moved')
            error = result.entries[1].get_failure().get_relocation_error()
            self.assertTrue(error.get_to().get_conflict().is_folder())
            self.assertEqual(self.read(f'{root}/moved/file'), self.read(f'{root}/copied/file'))

            launched = self.dropbox.files_delete_batch([DeleteArg(f'{root}/moved')])
            result, _ = self.wait(launched, self.dropbox.files_delete_batch_check)
            self.assertTrue(result.entries[0].is_success())

    def test_a_batch_of_autorenamed_moves(self):
        self.put('/a', '1')
        self.put('/b', '2')
        launched = self.dropbox.files_move_batch_v2([RelocationPath('/a', '/b')], autorename=True)
        result, _ = self.wait(launched, self.dropbox.files_move_batch_check_v2)
        self.assertEqual(result.entries[0].get_success().name, 'b (1)')

    def test_an_unknown_job_is_a_typed_error(self):
        for check in [self.dropbox.files_delete_batch_check, self.dropbox.files_move_batch_check_v2,
                      self.dropbox.files_copy_batch_check_v2, self.dropbox.files_create_folder_batch_check,
                      self.dropbox.files_upload_session_finish_batch_check]:
            self.assertTrue(self.error(check, 'dbjid:nonsense').is_invalid_async_job_id())

    def test_folders_by_force_in_a_job(self):
        launched = self.dropbox.files_create_folder_batch(['/x'], force_async=True)
        self.assertTrue(launched.is_async_job_id())
        result, _ = self.wait(launched, self.dropbox.files_create_folder_batch_check)
        self.assertTrue(result.entries[0].is_success())

