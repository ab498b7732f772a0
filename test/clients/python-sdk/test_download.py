"""Downloads: whole, in part, as zip, by link, exported."""

import io
import os
import tempfile
import zipfile

from emulated import Emulated, configure, content_hash, dropbox, requests


class Download(Emulated):
    def test_a_file_is_read_by_path_id_and_rev(self):
        first = self.put('/a', 'old')
        second = self.put('/a', 'new', mode=dropbox.files.WriteMode.overwrite)
        self.assertEqual(self.read('/a'), b'new')
        self.assertEqual(self.read(second.id), b'new')
        self.assertEqual(self.read(f'rev:{first.rev}'), b'old')

    def test_metadata_comes_with_the_bytes(self):
        file = self.put('/Ünï 😀', 'hello')
        metadata, answer = self.dropbox.files_download('/ünï 😀')
        self.assertEqual(metadata.rev, file.rev)
        self.assertEqual(metadata.path_display, '/Ünï 😀')
        self.assertEqual(answer.headers['content-length'], '5')
        self.assertEqual(content_hash(answer.content), metadata.content_hash)

    def test_a_large_file_is_streamed_to_disk(self):
        data = os.urandom(1 << 20) * 20
        self.put('/large', data)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'large')
            metadata = self.dropbox.files_download_to_file(path, '/large')
            with open(path, 'rb') as file:
                self.assertEqual(content_hash(file.read()), metadata.content_hash)

    def test_a_range_is_a_part_of_the_file(self):
        self.put('/a', '0123456789')
        for header, part in [('bytes=2-4', b'234'), ('bytes=7-', b'789'), ('bytes=-2', b'89')]:
            ranged = self.client(os.environ['DROPBOX_ACCESS_TOKEN'], headers={'Range': header})
            metadata, answer = ranged.files_download('/a')
            self.assertEqual((answer.status_code, answer.content, metadata.size), (206, part, 10))
            self.assertRegex(answer.headers['content-range'], r'^bytes \d-\d/10$')

    def test_what_cannot_be_downloaded_is_a_typed_error(self):
        self.dropbox.files_create_folder_v2('/folder')
        self.put('/doc.paper', '# words')
        self.assertTrue(self.error(self.read, '/none').get_path().is_not_found())
        self.assertTrue(self.error(self.read, '/folder').get_path().is_not_file())
        self.assertTrue(self.error(self.read, '/doc.paper').is_unsupported_file())

    def test_a_cloud_document_is_exported(self):
        file = self.put('/doc.paper', '# words')
        self.assertFalse(file.is_downloadable)
        self.assertIsNotNone(file.export_info.export_as)
        result, answer = self.dropbox.files_export('/doc.paper')
        self.assertEqual(answer.content, b'# words')
        self.assertEqual(result.file_metadata.rev, file.rev)
        self.put('/plain', 'x')
        self.assertTrue(self.error(self.dropbox.files_export, '/plain').is_non_exportable())

    def test_a_download_that_breaks_off_is_noticed(self):
        self.put('/a', 'x' * 100_000)
        configure(faults=[{'route': 'files/download', 'kind': 'truncate', 'count': 1}])
        _, answer = self.dropbox.files_download('/a')
        with self.assertRaises((requests.exceptions.RequestException, AssertionError)):
            self.assertEqual(len(answer.content), 100_000)
        self.assertEqual(len(self.read('/a')), 100_000)

    def test_a_folder_comes_as_a_zip_with_itself_on_top(self):
        contents = {'Top/a.txt': b'a', 'Top/Sub/ü.bin': bytes(range(256)) * 5000, 'Top/empty': b''}
        for name, data in contents.items():
            self.put(f'/{name}', data)
        self.dropbox.files_create_folder_v2('/Top/Nothing')
        result, answer = self.dropbox.files_download_zip('/top')
        self.assertEqual(result.metadata.path_display, '/Top')
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            self.assertIsNone(archive.testzip())
            files = {name: archive.read(name) for name in archive.namelist() if not name.endswith('/')}
            self.assertEqual(files, contents)
            self.assertIn('Top/Nothing/', archive.namelist())
        self.assertTrue(self.error(self.dropbox.files_download_zip, '/top/a.txt').get_path().is_not_folder())

    def test_a_temporary_link_needs_no_token(self):
        self.put('/a.txt', 'hello')
        link = self.dropbox.files_get_temporary_link('/a.txt')
        self.assertEqual(link.metadata.size, 5)
        self.assertEqual(requests.get(link.link, timeout=30).content, b'hello')

    def test_thumbnails_come_only_of_pictures(self):
        self.put('/a.png', 'not really')
        metadata, answer = self.dropbox.files_get_thumbnail('/a.png')
        self.assertEqual(metadata.name, 'a.png')
        self.assertGreater(len(answer.content), 0)
        self.put('/a.txt', 'x')
        self.assertTrue(self.error(self.dropbox.files_get_thumbnail, '/a.txt').is_unsupported_extension())
