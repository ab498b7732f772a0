"""What the tests of this folder start from: Dropbox's own Python SDK as it comes, and the emulator's control routes.

The SDK knows nothing of the emulator: HTTPS_PROXY leads Dropbox's host names there, REQUESTS_CA_BUNDLE makes it trust
the certificate. Each test runs in a process of its own, against an emulator of its own.
"""

import hashlib
import os
import threading
import unittest

import dropbox
import requests
from dropbox.files import DeletedMetadata, FileMetadata, FolderMetadata, WriteMode

BLOCK = 4 * 1024 * 1024
CONTROL = 'https://api.dropboxapi.com/emulator'


def content_hash(data):
    """The content hash, as Dropbox's developer page on it describes."""
    blocks = [hashlib.sha256(data[at:at + BLOCK]).digest() for at in range(0, len(data), BLOCK)]
    return hashlib.sha256(b''.join(blocks)).hexdigest()


def control(method, route, body=None):
    """Calls a control route of the emulator; gives its JSON."""
    answer = requests.request(method, f'{CONTROL}/{route}', json=body or {}, timeout=30)
    answer.raise_for_status()
    return answer.json()


def configure(**sections):
    """Changes what is named in the emulator's configuration."""
    return control('PUT', 'config', sections)


def calls_of(route):
    """How often a route was called so far."""
    return control('GET', 'stats')['routes'].get(route, 0)


def describe(entry):
    """An entry in two words."""
    kind = {FileMetadata: 'file', FolderMetadata: 'folder', DeletedMetadata: 'deleted'}[type(entry)]
    return f'{kind} {entry.path_display}'


class Emulated(unittest.TestCase):
    """A test with a client that may do everything."""

    maxDiff = None

    def setUp(self):
        self.dropbox = self.client(os.environ['DROPBOX_ACCESS_TOKEN'])

    def client(self, *arguments, **choices):
        """A client of the SDK, closed after the test."""
        client = dropbox.Dropbox(*arguments, **choices)
        self.addCleanup(client.close)
        return client

    def put(self, path, content=b'', **choices):
        """Uploads bytes or text."""
        data = content.encode() if isinstance(content, str) else content
        return self.dropbox.files_upload(data, path, **choices)

    def read(self, path):
        """The bytes at a path, an id or a rev."""
        _, answer = self.dropbox.files_download(path)
        return answer.content

    def listed(self, path='', **choices):
        """Everything that a listing tells, over all of its pages, in two words each; and the cursor."""
        page = self.dropbox.files_list_folder(path, **choices)
        entries = list(page.entries)
        while page.has_more:
            page = self.dropbox.files_list_folder_continue(page.cursor)
            entries += page.entries
        return [describe(entry) for entry in entries], page.cursor

    def changes(self, cursor):
        """Everything that happened since a cursor, in two words each."""
        entries = []
        while True:
            page = self.dropbox.files_list_folder_continue(cursor)
            entries += page.entries
            cursor = page.cursor
            if not page.has_more:
                return [describe(entry) for entry in entries]

    def fails(self, kind, work, *arguments, **choices):
        """The exception of this class that a call must raise."""
        with self.assertRaises(kind) as caught:
            work(*arguments, **choices)
        return caught.exception

    def error(self, work, *arguments, **choices):
        """The union in the ApiError that a call must raise."""
        return self.fails(dropbox.exceptions.ApiError, work, *arguments, **choices).error

    def in_background(self, work, *arguments, **choices):
        """Runs a call in a thread; the answer waits for its result."""
        outcome = {}

        def run():
            try:
                outcome['result'] = work(*arguments, **choices)
            except Exception as error:  # pylint: disable=broad-except
                outcome['error'] = error

        thread = threading.Thread(target=run, daemon=True)
        thread.start()

        def wait():
            thread.join(60)
            self.assertFalse(thread.is_alive(), 'the call never came back')
            if 'error' in outcome:
                raise outcome['error']
            return outcome['result']

        return wait


__all__ = ['BLOCK', 'CONTROL', 'Emulated', 'WriteMode', 'calls_of', 'configure', 'content_hash', 'control', 'describe',
           'dropbox', 'requests']
