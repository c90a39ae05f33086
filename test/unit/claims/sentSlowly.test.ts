// Equal texts in one claim, and an API that takes longer for an answer than its times are exact.
import {
	findSentInClaim,
	noteSentInClaim,
} from '../../../nodes/MercadoLibre/claims/sentClaimMessages';
import { ok, stubApi } from '../../support/stubApi';

const SECOND = 1_000;
const START = Date.parse('2024-05-01T10:00:00Z');
const at = (seconds: number) => new Date(START + seconds * SECOND);

const messageOf = (seconds: number, hash: string) => ({
	hash,
	sender_role: 'respondent',
	receiver_role: 'complainant',
	message: 'Gracias',
	date_created: at(seconds).toISOString(),
});

let claims = 0;

/** Sends that were answered, each begun and answered at a second, and one since another second that was not. */
async function traceOf(answered: [number, number][], since: number, stored: object[]) {
	const sent = { claimId: String(++claims), receiverRole: 'complainant', text: 'Gracias' };
	for (const [begun, until] of answered)
		noteSentInClaim(sent, { begun: at(begun), until: at(until) });
	const claim = { id: 1, players: [{ role: 'respondent', user_id: 523132944 }] };
	const { session } = stubApi([ok(claim), ok(stored)]);
	return (await findSentInClaim(session, sent, at(since)))?.hash;
}

test.each([2, 10])('one that took %i s, and was stored: the other one is found', async (took) => {
	const stored = [messageOf(0, 'first'), messageOf(took, 'second')];
	expect(await traceOf([[0, took]], took, stored)).toBe('second');
});

test.each([2, 10])(
	'one that took %i s: the other one was not stored, and is not found',
	async (took) => {
		expect(await traceOf([[0, took]], took, [messageOf(took - 1, 'first')])).toBeUndefined();
	},
);

test.each([2, 10])('several, %i s each', async (took) => {
	const answered: [number, number][] = [0, 1, 2].map((i) => [i * took, (i + 1) * took]);
	const stored = [0, 1, 2].map((i) => messageOf((i + 0.9) * took, `message ${i}`));
	expect(await traceOf(answered, 3 * took, stored)).toBeUndefined();
	const own = messageOf(3 * took, 'own');
	expect(await traceOf(answered, 3 * took, [...stored, own])).toBe('own');
});

test('a text that was sent in a claim long ago, and now again, is not forgotten as the oldest', async () => {
	const MOST_KNOWN = 5_000;
	const sent = { claimId: 'again', receiverRole: 'complainant', text: 'Gracias' };
	const noteAt = (seconds: number, claimId: string) =>
		noteSentInClaim({ ...sent, claimId }, { begun: at(seconds), until: at(seconds + 1) });
	noteAt(-100_000, 'again');
	for (let i = 1; i < MOST_KNOWN; i++) noteAt(-50_000, `other ${i}`);
	noteAt(0, 'again');
	noteAt(0, 'one more');

	const claim = { id: 1, players: [{ role: 'respondent', user_id: 523132944 }] };
	const { session } = stubApi([ok(claim), ok([messageOf(0, 'that of the other send')])]);
	// Its answer was lost, and nothing was stored: the other one's message is not its own.
	expect(await findSentInClaim(session, sent, at(2))).toBeUndefined();
});
