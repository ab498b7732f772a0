"""Shared links."""

import datetime

from dropbox.sharing import FileLinkMetadata, FolderLinkMetadata, RequestedVisibility, SharedLinkSettings

from emulated import Emulated, control, requests


class SharedLinks(Emulated):
    def share(self, path, **settings):
        return self.dropbox.sharing_create_shared_link_with_settings(
            path, SharedLinkSettings(**settings) if settings else None)

    def test_a_file_and_a_folder_get_a_link(self):
        self.put('/folder/file.txt', 'hello')
        file = self.share('/folder/file.txt')
        self.assertIsInstance(file, FileLinkMetadata)
        self.assertEqual((file.name, file.size, file.path_lower), ('file.txt', 5, '/folder/file.txt'))
        self.assertTrue(file.url.startswith('https://www.dropbox.com/'))
        self.assertTrue(file.link_permissions.can_revoke)
        self.assertTrue(file.link_permissions.resolved_visibility.is_public())
        self.assertIsInstance(self.share('/folder'), FolderLinkMetadata)

    def test_a_second_link_to_the_same_file_is_refused_and_tells_the_first(self):
        self.put('/a', 'x')
        link = self.share('/a')
        error = self.error(self.share, '/a')
        self.assertEqual(error.get_shared_link_already_exists().get_metadata().url, link.url)

    def test_links_are_listed_with_those_of_the_folders_above(self):
        self.put('/folder/file', 'x')
        self.put('/other', 'y')
        urls = {path: self.share(path).url for path in ['/folder', '/folder/file', '/other']}
        listed = self.dropbox.sharing_list_shared_links()
        self.assertFalse(listed.has_more)
        self.assertCountEqual([link.url for link in listed.links], urls.values())
        above = self.dropbox.sharing_list_shared_links('/folder/file')
        self.assertCountEqual([link.url for link in above.links], [urls['/folder'], urls['/folder/file']])
        direct = self.dropbox.sharing_list_shared_links('/folder/file', direct_only=True)
        self.assertEqual([link.url for link in direct.links], [urls['/folder/file']])

    def test_a_link_leads_to_its_file(self):
        self.put('/folder/file.txt', 'hello')
        link = self.share('/folder/file.txt')
        self.assertEqual(self.dropbox.sharing_get_shared_link_metadata(link.url).name, 'file.txt')
        metadata, answer = self.dropbox.sharing_get_shared_link_file(link.url)
        self.assertEqual((metadata.size, answer.content), (5, b'hello'))
        folder = self.share('/folder')
        _, answer = self.dropbox.sharing_get_shared_link_file(folder.url, path='/file.txt')
        self.assertEqual(answer.content, b'hello')
        self.assertTrue(self.error(self.dropbox.sharing_get_shared_link_file, folder.url).is_shared_link_is_directory())

    def test_anybody_may_follow_a_link_in_a_browser(self):
        self.put('/file.txt', 'hello')
        link = self.share('/file.txt')
        self.assertEqual(requests.get(link.url.replace('dl=0', 'dl=1'), timeout=30).content, b'hello')

    def test_a_revoked_link_is_gone(self):
        self.put('/a', 'x')
        link = self.share('/a')
        self.assertIsNone(self.dropbox.sharing_revoke_shared_link(link.url))
        self.assertEqual(self.dropbox.sharing_list_shared_links().links, [])
        self.assertTrue(self.error(self.dropbox.sharing_revoke_shared_link, link.url).is_shared_link_not_found())
        error = self.error(self.dropbox.sharing_get_shared_link_metadata, link.url)
        self.assertTrue(error.is_shared_link_not_found())
        malformed = self.error(self.dropbox.sharing_revoke_shared_link, 'https://example.com/x')
        self.assertTrue(malformed.is_shared_link_malformed())

    def test_what_is_not_there_cannot_be_shared(self):
        self.assertTrue(self.error(self.share, '/none').get_path().is_not_found())

    def test_a_basic_account_may_not_set_an_expiry(self):
        basic = control('POST', 'accounts', {'displayName': 'Basil', 'type': 'basic'})
        self.dropbox = self.client(control('POST', 'tokens', {'account': basic['id']})['access_token'])
        self.put('/a', 'x')
        error = self.error(self.share, '/a', expires=datetime.datetime(2199, 1, 1))
        self.assertTrue(error.get_settings_error().is_not_authorized())

    def test_settings_of_a_link_are_changed_afterwards(self):
        pro = control('POST', 'accounts', {'displayName': 'Pia', 'type': 'pro'})
        self.dropbox = self.client(control('POST', 'tokens', {'account': pro['id']})['access_token'])
        self.put('/a', 'x')
        link = self.share('/a')
        end = datetime.datetime(2199, 1, 1)
        modify = self.dropbox.sharing_modify_shared_link_settings
        changed = modify(link.url, SharedLinkSettings(expires=end))
        self.assertEqual((changed.url, changed.expires), (link.url, end))
        secret = SharedLinkSettings(require_password=True, link_password='open sesame')
        changed = modify(link.url, secret)
        self.assertTrue(changed.link_permissions.require_password)
        self.assertEqual(changed.expires, end)
        self.assertIsNone(modify(link.url, SharedLinkSettings(), remove_expiration=True).expires)
        past = SharedLinkSettings(expires=datetime.datetime(2001, 1, 1))
        self.assertTrue(self.error(modify, link.url, past).get_settings_error().is_invalid_settings())

    def test_a_pro_account_may_ask_for_a_password(self):
        pro = control('POST', 'accounts', {'displayName': 'Pia', 'type': 'pro'})
        self.dropbox = self.client(control('POST', 'tokens', {'account': pro['id']})['access_token'])
        self.put('/a', 'x')
        link = self.share('/a', requested_visibility=RequestedVisibility.password, link_password='open sesame')
        self.assertTrue(link.link_permissions.resolved_visibility.is_password())
        error = self.error(self.dropbox.sharing_get_shared_link_file, link.url)
        self.assertTrue(error.is_shared_link_access_denied())
        _, answer = self.dropbox.sharing_get_shared_link_file(link.url, link_password='open sesame')
        self.assertEqual(answer.content, b'x')
