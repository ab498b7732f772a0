"""Who the account is, how much room it has, and which namespace is its root."""

from dropbox.common import PathRoot, TeamRootInfo, UserRootInfo

from emulated import Emulated, control, dropbox


class Account(Emulated):
    def test_the_account_tells_its_name_type_and_root(self):
        account = self.dropbox.users_get_current_account()
        self.assertEqual(account.name.display_name, 'Freddy')
        self.assertRegex(account.account_id, r'^dbid:[\w-]{35}$')
        self.assertTrue(account.account_type.is_basic() or account.account_type.is_pro())
        self.assertIsInstance(account.root_info, UserRootInfo)
        self.assertEqual(account.root_info.root_namespace_id, account.root_info.home_namespace_id)

    def test_space_grows_by_what_is_uploaded_and_shrinks_by_what_is_deleted(self):
        before = self.dropbox.users_get_space_usage()
        self.assertTrue(before.allocation.is_individual())
        self.assertGreater(before.allocation.get_individual().allocated, 10 ** 9)
        self.put('/a', b'x' * 1234)
        self.assertEqual(self.dropbox.users_get_space_usage().used, before.used + 1234)
        self.dropbox.files_delete_v2('/a')
        self.assertEqual(self.dropbox.users_get_space_usage().used, before.used)

    def test_check_user_gives_the_query_back(self):
        self.assertEqual(self.dropbox.check_user('ist da wer?').result, 'ist da wer?')

    def test_a_full_account_refuses_with_insufficient_space(self):
        control('PUT', 'accounts/Freddy/quota', {'quota': 10})
        error = self.error(self.put, '/a', b'x' * 11)
        self.assertTrue(error.get_path().reason.is_insufficient_space())
        self.put('/a', b'x' * 10)


class TeamSpace(Emulated):
    def setUp(self):
        super().setUp()
        account = control('POST', 'accounts', {'displayName': 'Wanda', 'team': 'Circus', 'type': 'business'})
        token = control('POST', 'tokens', {'account': account['id']})
        self.dropbox = self.client(token['access_token'])
        self.account = self.dropbox.users_get_current_account()

    def test_a_team_member_sees_its_home_by_default_and_the_team_below_the_root(self):
        root = self.account.root_info
        self.assertIsInstance(root, TeamRootInfo)
        self.assertNotEqual(root.root_namespace_id, root.home_namespace_id)
        self.assertTrue(self.account.account_type.is_business())
        self.assertTrue(self.dropbox.users_get_space_usage().allocation.is_team())
        self.put('/mine.txt', 'home')
        whole = self.dropbox.with_path_root(PathRoot.root(root.root_namespace_id))
        self.addCleanup(whole.close)
        _, answer = whole.files_download(f'{root.home_path}/mine.txt')
        self.assertEqual(answer.content, b'home')
        whole.files_create_folder_v2('/Team folder')
        self.assertEqual(self.listed('', recursive=True)[0], ['file /mine.txt'])

    def test_a_path_may_name_its_namespace(self):
        home = self.account.root_info.home_namespace_id
        self.put('/a', 'a')
        self.assertEqual(self.read(f'ns:{home}/a'), b'a')

    def test_path_roots_that_cannot_be_used_are_path_root_errors(self):
        stranger = self.dropbox.with_path_root(PathRoot.namespace_id('999999999'))
        self.addCleanup(stranger.close)
        error = self.fails(dropbox.exceptions.PathRootError, stranger.files_list_folder, '').error
        self.assertTrue(error.is_no_permission())
        outdated = self.dropbox.with_path_root(PathRoot.root(self.account.root_info.home_namespace_id))
        self.addCleanup(outdated.close)
        error = self.fails(dropbox.exceptions.PathRootError, outdated.files_list_folder, '').error
        self.assertTrue(error.is_invalid_root())
        self.assertEqual(error.get_invalid_root().root_namespace_id, self.account.root_info.root_namespace_id)


class AppFolder(Emulated):
    def test_an_app_with_a_folder_of_its_own_sees_nothing_else(self):
        self.put('/outside', 'x')
        app = control('POST', 'apps', {'name': 'Notes', 'access': 'app_folder'})
        own = self.client(control('POST', 'tokens', {'app': app['key']})['access_token'])
        self.assertEqual(own.files_list_folder('').entries, [])
        own.files_upload(b'inside', '/inside')
        self.assertEqual(own.files_get_metadata('/inside').path_display, '/inside')
        self.assertIn('file /Apps/Notes/inside', self.listed('', recursive=True)[0])
