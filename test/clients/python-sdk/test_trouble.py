"""Rate limits, server errors and lost answers, as the SDK meets them."""

import os

from emulated import Emulated, calls_of, configure, dropbox, requests


class Trouble(Emulated):
    def impatient(self):
        return self.client(os.environ['DROPBOX_ACCESS_TOKEN'], max_retries_on_rate_limit=0, max_retries_on_error=0)

    def strike(self, **fault):
        configure(faults=[{'route': 'files/list_folder', 'count': 1, **fault}])

    def test_a_rate_limit_is_waited_out_as_long_as_it_says(self):
        self.strike(kind='429', retryAfter=1)
        with self.assertLogs('dropbox', 'INFO') as logs:
            self.dropbox.files_list_folder('')
        self.assertTrue(any('Ratelimit: Retrying in 1.0 seconds.' in line for line in logs.output), logs.output)
        self.assertEqual(calls_of('files/list_folder'), 2)

    def test_a_rate_limit_has_a_reason(self):
        for kind, member in [('429', 'is_too_many_requests'),
                             ('too_many_write_operations', 'is_too_many_write_operations')]:
            self.strike(kind=kind)
            error = self.fails(dropbox.exceptions.RateLimitError, self.impatient().files_list_folder, '')
            self.assertTrue(getattr(error.error.reason, member)())
            self.assertEqual(error.backoff, 1)

    def test_a_rate_limit_may_be_plain_text_with_or_without_a_time(self):
        self.strike(kind='429', body='text', retryAfter=17)
        error = self.fails(dropbox.exceptions.RateLimitError, self.impatient().files_list_folder, '')
        self.assertEqual((error.error, error.backoff), (None, 17))
        self.strike(kind='429', body='text', retryAfter=None)
        error = self.fails(dropbox.exceptions.RateLimitError, self.impatient().files_list_folder, '')
        self.assertIsNone(error.backoff)

    def test_calls_beyond_the_limit_of_a_window_are_refused(self):
        configure(rateLimit={'calls': 3, 'window': 3_600_000})
        client = self.impatient()
        for _ in range(3):
            client.files_list_folder('')
        self.fails(dropbox.exceptions.RateLimitError, client.files_list_folder, '')

    def test_server_errors_are_tried_again(self):
        for kind in ['500', '503']:
            self.strike(kind=kind)
            self.dropbox.files_list_folder('')
            self.strike(kind=kind)
            error = self.fails(dropbox.exceptions.InternalServerError, self.impatient().files_list_folder, '')
            self.assertEqual(error.status_code, int(kind))

    def test_a_connection_that_breaks_is_an_error_of_the_network(self):
        for kind in ['reset', 'lost', 'truncate']:
            self.strike(kind=kind)
            self.fails(requests.exceptions.RequestException, self.impatient().files_list_folder, '')

    def test_a_lost_answer_was_done_all_the_same(self):
        configure(faults=[{'route': 'files/upload', 'kind': 'lost', 'count': 1}])
        self.fails(requests.exceptions.RequestException, self.put, '/a', 'x')
        self.assertEqual(self.read('/a'), b'x')

    def test_errors_of_an_endpoint_have_an_id_to_ask_about(self):
        error = self.fails(dropbox.exceptions.ApiError, self.dropbox.files_get_metadata, '/none')
        self.assertRegex(error.request_id, r'^[0-9a-f]{32}$')

    def test_what_the_service_cannot_read_is_bad_input(self):
        error = self.fails(dropbox.exceptions.BadInputError, self.dropbox.files_list_folder_continue, 'garbage')
        self.assertIn('Error in call to API function "files/list_folder/continue"', error.message)
