"""OAuth by the SDK's own flows; tokens that expire, are refreshed and die."""

from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

from dropbox.oauth import (BadStateException, CsrfException, DropboxOAuth2Flow, DropboxOAuth2FlowNoRedirect,
                           NotApprovedException)

from emulated import Emulated, calls_of, configure, control, dropbox, requests

APP = 'somebodysappkey'


class Form(HTMLParser):
    """What a browser would send from the page's only form, and what it shows in its code field."""

    def __init__(self, page):
        super().__init__()
        self.fields, self.action, self.code, self.options = {}, None, None, []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == 'form':
            self.action = attributes['action']
        if tag == 'input' and attributes.get('type') == 'hidden':
            self.fields[attributes['name']] = attributes['value']
        if tag == 'input' and attributes.get('data-token'):
            self.code = attributes['value']
        if tag == 'option':
            self.options.append(attributes['value'])


def visit(url, decision='allow'):
    """Opens the authorisation page and presses a button, as a person would; gives the answer."""
    page = requests.get(url, timeout=30)
    page.raise_for_status()
    form = Form(page.text)
    return requests.post(f'https://www.dropbox.com{form.action}', timeout=30, allow_redirects=False, data={
        **form.fields, 'emulator_account': form.options[0], 'emulator_decision': decision})


class Person(Emulated):
    """A test with somebody who signs in by a browser."""

    def flow(self, **choices):
        flow = DropboxOAuth2FlowNoRedirect(APP, use_pkce=True, token_access_type='offline', **choices)
        self.addCleanup(flow.requests_session.close)
        return flow

    def sign_in(self):
        flow = self.flow()
        return flow.finish(Form(visit(flow.start()).text).code)


class SignIn(Person):
    def test_a_person_allows_and_pastes_the_code(self):
        result = self.sign_in()
        self.assertTrue(result.refresh_token)
        self.assertIn('files.content.write', result.scope.split())
        client = self.client(oauth2_refresh_token=result.refresh_token, app_key=APP)
        self.assertEqual(client.users_get_current_account().account_id, result.account_id)

    def test_a_script_gets_the_code_at_once(self):
        flow = self.flow()
        answer = requests.get(flow.start(), headers={'X-Emulator-Auto-Approve': '1'}, timeout=30)
        self.assertTrue(flow.finish(answer.json()['code']).access_token)

    def test_a_code_works_once_and_only_with_its_verifier(self):
        flow, other = self.flow(), self.flow()
        code = Form(visit(flow.start()).text).code
        self.assertEqual(self.fails(requests.HTTPError, other.finish, code).response.json()['error'], 'invalid_grant')
        code = Form(visit(flow.start()).text).code
        flow.finish(code)
        failure = self.fails(requests.HTTPError, flow.finish, code).response
        self.assertEqual((failure.status_code, failure.json()['error']), (400, 'invalid_grant'))

    def test_only_the_scopes_that_were_asked_for_are_given(self):
        flow = self.flow(scope=['account_info.read', 'files.metadata.read'])
        result = flow.finish(Form(visit(flow.start()).text).code)
        self.assertCountEqual(result.scope.split(), ['account_info.read', 'files.metadata.read'])
        client = self.client(result.access_token)
        client.files_list_folder('')
        error = self.fails(dropbox.exceptions.AuthError, client.files_upload, b'x', '/a').error
        self.assertEqual(error.get_missing_scope().required_scope, 'files.content.write')

    def redirected(self, session, secret):
        control('POST', 'apps', {'key': APP, 'secret': secret, 'redirectUris': ['http://localhost:1/done']})
        flow = DropboxOAuth2Flow(APP, 'http://localhost:1/done', session, 'csrf', consumer_secret=secret,
                                 token_access_type='offline')
        self.addCleanup(flow.requests_session.close)
        return flow

    def parameters(self, answer):
        self.assertEqual(answer.status_code, 302)
        self.assertTrue(answer.headers['location'].startswith('http://localhost:1/done?'))
        query = parse_qs(urlsplit(answer.headers['location']).query)
        return {name: values[0] for name, values in query.items()}

    def test_an_app_with_a_secret_is_called_back(self):
        flow = self.redirected({}, 'secret')
        parameters = self.parameters(visit(flow.start('my state')))
        result = flow.finish(parameters)
        self.assertEqual(result.url_state, 'my state')
        client = self.client(oauth2_refresh_token=result.refresh_token, app_key=APP, app_secret='secret')
        client.users_get_current_account()
        wrong = self.client(oauth2_refresh_token=result.refresh_token, app_key=APP, app_secret='guess')
        error = self.fails(dropbox.exceptions.BadInputError, wrong.users_get_current_account)
        self.assertIn('invalid_client', error.message)

    def test_a_person_who_denies_is_heard(self):
        flow = self.redirected({}, 'secret')
        self.fails(NotApprovedException, flow.finish, self.parameters(visit(flow.start(), 'deny')))

    def test_the_state_comes_back_so_that_forgeries_are_noticed(self):
        flow = self.redirected({}, 'secret')
        parameters = self.parameters(visit(flow.start()))
        self.fails(CsrfException, flow.finish, {**parameters, 'state': 'forged forged forged'})
        self.fails(BadStateException, self.redirected({}, 'secret').finish, parameters)


class Tokens(Person):
    def test_an_expired_token_is_refreshed_and_the_call_repeated(self):
        result = self.sign_in()
        client = self.client(result.access_token, oauth2_refresh_token=result.refresh_token, app_key=APP,
                             oauth2_access_token_expiration=result.expires_at)
        client.files_list_folder('')
        before = calls_of('oauth2/token')
        control('POST', 'tokens/expire')
        client.files_list_folder('')
        self.assertEqual(calls_of('oauth2/token'), before + 1)
        client.files_list_folder('')
        self.assertEqual(calls_of('oauth2/token'), before + 1)

    def test_a_short_lived_token_is_refreshed_before_it_ends(self):
        configure(tokens={'accessTokenLifetime': 60})
        result = self.sign_in()
        client = self.client(result.access_token, oauth2_refresh_token=result.refresh_token, app_key=APP,
                             oauth2_access_token_expiration=result.expires_at)
        before = calls_of('oauth2/token')
        client.files_list_folder('')
        self.assertEqual(calls_of('oauth2/token'), before + 1)

    def test_without_a_refresh_token_an_expired_one_is_an_auth_error(self):
        token = control('POST', 'tokens')['access_token']
        control('POST', 'tokens/expire')
        error = self.fails(dropbox.exceptions.AuthError, self.client(token).files_list_folder, '').error
        self.assertTrue(error.is_expired_access_token())

    def test_a_refresh_may_ask_for_less(self):
        result = self.sign_in()
        client = self.client(oauth2_refresh_token=result.refresh_token, app_key=APP, scope=['files.metadata.read'])
        client.files_list_folder('')
        error = self.fails(dropbox.exceptions.AuthError, client.files_upload, b'x', '/a').error
        self.assertTrue(error.is_missing_scope())

    def test_a_revoked_token_dies_with_its_refresh_token(self):
        result = self.sign_in()
        client = self.client(result.access_token)
        self.assertIsNone(client.auth_token_revoke())
        error = self.fails(dropbox.exceptions.AuthError, client.files_list_folder, '').error
        self.assertTrue(error.is_invalid_access_token())
        refreshing = self.client(oauth2_refresh_token=result.refresh_token, app_key=APP)
        error = self.fails(dropbox.exceptions.AuthError, refreshing.files_list_folder, '').error
        self.assertTrue(error.is_invalid_access_token())

    def test_a_token_that_never_was_is_an_auth_error(self):
        unknown = self.client('sl.u.notatokenthateverwasgivenout')
        error = self.fails(dropbox.exceptions.AuthError, unknown.files_list_folder, '').error
        self.assertTrue(error.is_invalid_access_token())
        malformed = self.client('%%%')
        error = self.fails(dropbox.exceptions.BadInputError, malformed.files_list_folder, '')
        self.assertIn('malformed', error.message)
