"""Waiting for changes."""

from emulated import Emulated, calls_of, configure, control, dropbox


class Longpoll(Emulated):
    def waiting(self, cursor):
        """A longpoll that has reached the emulator."""
        wait = self.in_background(self.dropbox.files_list_folder_longpoll, cursor, timeout=60)
        while calls_of('files/list_folder/longpoll') == 0:
            pass
        return wait

    def test_a_change_wakes_it(self):
        _, cursor = self.listed('', recursive=True)
        wait = self.waiting(cursor)
        self.put('/a', 'x')
        self.assertTrue(wait().changes)
        self.assertEqual(self.changes(cursor), ['file /a'])

    def test_only_a_change_in_its_own_folder_wakes_it(self):
        self.dropbox.files_create_folder_v2('/watched')
        _, cursor = self.listed('/watched')
        configure(longpoll={'maximum': 300})
        wait = self.waiting(cursor)
        self.put('/elsewhere', 'x')
        self.assertFalse(wait().changes)
        self.put('/watched/here', 'x')
        self.assertTrue(self.dropbox.files_list_folder_longpoll(cursor).changes)

    def test_what_happened_before_is_told_at_once(self):
        _, cursor = self.listed('')
        self.put('/a', 'x')
        self.assertTrue(self.dropbox.files_list_folder_longpoll(cursor, timeout=480).changes)

    def test_without_a_change_it_ends_by_itself(self):
        _, cursor = self.listed('')
        configure(longpoll={'maximum': 50, 'backoff': 7})
        result = self.dropbox.files_list_folder_longpoll(cursor)
        self.assertEqual((result.changes, result.backoff), (False, 7))

    def test_a_reset_cursor_and_garbage_are_errors(self):
        _, cursor = self.listed('')
        control('POST', 'cursors/reset')
        self.assertTrue(self.error(self.dropbox.files_list_folder_longpoll, cursor).is_reset())
        error = self.fails(dropbox.exceptions.BadInputError, self.dropbox.files_list_folder_longpoll, 'garbage')
        self.assertIn('cursor', error.message)
