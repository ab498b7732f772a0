"""Upload sessions: sequential, concurrent, in batches."""

from dropbox.files import (CommitInfo, UploadSessionCursor, UploadSessionFinishArg, UploadSessionType, WriteMode)

from emulated import BLOCK, Emulated, configure, content_hash


class SessionCalls(Emulated):
    """The calls of one session, in short."""

    def start(self, data=b'', **choices):
        return self.dropbox.files_upload_session_start(data, **choices).session_id

    def append(self, data, session, offset, **choices):
        self.dropbox.files_upload_session_append_v2(data, UploadSessionCursor(session, offset), **choices)

    def finish(self, data, session, offset, path, **choices):
        return self.dropbox.files_upload_session_finish(data, UploadSessionCursor(session, offset),
                                                        CommitInfo(path, **choices))


class Session(SessionCalls):
    def test_a_file_arrives_in_pieces(self):
        pieces = [b'one ', b'two ' * (BLOCK // 3), b'three']
        session = self.start(pieces[0])
        self.append(pieces[1], session, 4)
        file = self.finish(pieces[2], session, 4 + len(pieces[1]), '/whole')
        whole = b''.join(pieces)
        self.assertEqual((file.size, file.content_hash), (len(whole), content_hash(whole)))
        self.assertEqual(self.read('/whole'), whole)

    def test_a_wrong_offset_tells_the_right_one(self):
        session = self.start(b'12345')
        for offset in [0, 4, 6]:
            error = self.error(self.append, b'x', session, offset)
            self.assertEqual(error.get_incorrect_offset().correct_offset, 5)
            error = self.error(self.finish, b'', session, offset, '/a')
            self.assertEqual(error.get_lookup_failed().get_incorrect_offset().correct_offset, 5)
        self.append(b'6', session, 5)
        self.assertEqual(self.finish(b'', session, 6, '/a').size, 6)

    def test_a_lost_answer_is_found_out_by_the_offset(self):
        session = self.start(b'12345')
        configure(faults=[{'route': 'files/upload_session/append_v2', 'kind': 'lost', 'count': 1}])
        with self.assertRaises(OSError):
            self.append(b'67', session, 5)
        error = self.error(self.append, b'67', session, 5)
        self.assertEqual(error.get_incorrect_offset().correct_offset, 7)
        self.assertEqual(self.finish(b'', session, 7, '/a').size, 7)

    def test_a_closed_session_takes_no_more(self):
        session = self.start(b'12345', close=True)
        self.assertTrue(self.error(self.append, b'x', session, 5).is_closed())
        self.assertEqual(self.finish(b'', session, 5, '/a').size, 5)

    def test_an_unknown_session_is_not_found(self):
        self.assertTrue(self.error(self.append, b'x', 'nonsense', 0).is_not_found())
        self.assertTrue(self.error(self.finish, b'x', 'nonsense', 0, '/a').get_lookup_failed().is_not_found())

    def test_a_refused_commit_keeps_the_bytes(self):
        self.put('/a', 'in the way')
        session = self.start(b'12345')
        error = self.error(self.finish, b'67', session, 5, '/a')
        self.assertTrue(error.get_path().get_conflict().is_file())
        self.assertEqual(self.finish(b'', session, 7, '/b').size, 7)
        self.assertEqual(self.read('/b'), b'1234567')

    def test_modes_and_autorename_hold_for_sessions_too(self):
        first = self.put('/a', '1')
        session = self.start(b'2', close=True)
        self.assertEqual(self.finish(b'', session, 1, '/a', mode=WriteMode.update(first.rev)).id, first.id)
        session = self.start(b'3', close=True)
        self.assertEqual(self.finish(b'', session, 1, '/a', autorename=True).path_display, '/a (1)')

    def test_each_piece_may_be_checked_by_its_hash(self):
        self.assertTrue(self.error(self.start, b'x', content_hash=content_hash(b'y')).is_content_hash_mismatch())
        session = self.start(b'x', content_hash=content_hash(b'x'))
        error = self.error(self.append, b'y', session, 1, content_hash=content_hash(b'z'))
        self.assertTrue(error.is_content_hash_mismatch())
        self.append(b'y', session, 1, content_hash=content_hash(b'y'))
        self.assertEqual(self.finish(b'', session, 2, '/a').size, 2)


class Concurrent(SessionCalls):
    def start(self, data=b'', **choices):
        return super().start(data, session_type=UploadSessionType.concurrent, **choices)

    def test_pieces_arrive_at_once_and_in_any_order(self):
        blocks = [bytes([number]) * BLOCK for number in range(4)]
        session = self.start()
        waits = [self.in_background(self.append, block, session, number * BLOCK)
                 for number, block in reversed(list(enumerate(blocks)))]
        for wait in waits:
            wait()
        self.append(b'the end', session, 4 * BLOCK, close=True)
        whole = b''.join(blocks) + b'the end'
        file = self.finish(b'', session, len(whole), '/whole')
        self.assertEqual((file.size, file.content_hash), (len(whole), content_hash(whole)))
        self.assertEqual(self.read('/whole'), whole)

    def test_pieces_must_be_whole_blocks_at_whole_blocks(self):
        session = self.start()
        error = self.error(self.append, b'x' * BLOCK, session, 5)
        self.assertTrue(error.is_concurrent_session_invalid_offset())
        error = self.error(self.append, b'x' * 5, session, 0)
        self.assertTrue(error.is_concurrent_session_invalid_data_size())

    def test_start_and_finish_carry_no_bytes(self):
        self.assertTrue(self.error(self.start, b'x').is_concurrent_session_data_not_allowed())
        session = self.start()
        self.append(b'x', session, 0, close=True)
        error = self.error(self.finish, b'y', session, 1, '/a')
        self.assertTrue(error.is_concurrent_session_data_not_allowed())

    def test_a_gap_and_an_open_session_are_told(self):
        session = self.start()
        self.append(b'x' * BLOCK, session, BLOCK)
        error = self.error(self.finish, b'', session, 2 * BLOCK, '/a')
        self.assertTrue(error.is_concurrent_session_not_closed())
        self.append(b'y', session, 2 * BLOCK, close=True)
        error = self.error(self.finish, b'', session, 2 * BLOCK + 1, '/a')
        self.assertTrue(error.is_concurrent_session_missing_data())


class Batch(Emulated):
    def entries(self, contents):
        ids = self.dropbox.files_upload_session_start_batch(len(contents)).session_ids
        for session, (_, data) in zip(ids, contents.items()):
            self.dropbox.files_upload_session_append_v2(data, UploadSessionCursor(session, 0), close=True)
        return [UploadSessionFinishArg(UploadSessionCursor(session, len(data)), CommitInfo(path))
                for session, (path, data) in zip(ids, contents.items())]

    def test_many_sessions_become_files_in_one_commit_in_order(self):
        contents = {f'/batch/{number}': f'file {number}'.encode() for number in range(30)}
        result = self.dropbox.files_upload_session_finish_batch_v2(self.entries(contents))
        for entry, (path, data) in zip(result.entries, contents.items()):
            self.assertTrue(entry.is_success())
            file = entry.get_success()
            self.assertEqual((file.path_display, file.content_hash), (path, content_hash(data)))

    def test_one_that_fails_does_not_stop_the_others(self):
        self.put('/b', 'in the way')
        entries = self.entries({'/a': b'1', '/b': b'2', '/c': b'3'})
        entries.append(UploadSessionFinishArg(UploadSessionCursor('nonsense', 0), CommitInfo('/d')))
        result = self.dropbox.files_upload_session_finish_batch_v2(entries)
        self.assertEqual([entry.is_success() for entry in result.entries], [True, False, True, False])
        self.assertTrue(result.entries[1].get_failure().get_path().get_conflict().is_file())
        self.assertTrue(result.entries[3].get_failure().get_lookup_failed().is_not_found())

    def test_the_older_batch_answers_with_a_job(self):
        configure(batches={'pendingPolls': 2})
        launched = self.dropbox.files_upload_session_finish_batch(self.entries({'/a': b'1', '/b': b'2'}))
        job = launched.get_async_job_id()
        polls = 0
        while True:
            status = self.dropbox.files_upload_session_finish_batch_check(job)
            if not status.is_in_progress():
                break
            polls += 1
        self.assertGreaterEqual(polls, 2)
        self.assertTrue(all(entry.is_success() for entry in status.get_complete().entries))
        self.assertCountEqual(self.listed('')[0], ['file /a', 'file /b'])

    def test_a_session_must_be_closed_before_a_batch(self):
        session = self.dropbox.files_upload_session_start(b'1').session_id
        entry = UploadSessionFinishArg(UploadSessionCursor(session, 1), CommitInfo('/a'))
        result = self.dropbox.files_upload_session_finish_batch_v2([entry])
        self.assertTrue(result.entries[0].get_failure().get_lookup_failed().is_not_closed())
