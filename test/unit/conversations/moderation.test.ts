import { moderationOf } from '../../../nodes/MercadoLibre/conversations/moderation';

describe('moderation', () => {
	test.each([
		['available', 'clean'],
		['available', 'pending'],
		['IN_MODERATION', 'NON_MODERATED'],
		[undefined, undefined],
	])('status %s, moderation %s: nothing to say', (status, moderation) => {
		expect(moderationOf({ status, message_moderation: { status: moderation } })).toEqual({});
	});

	test.each([
		['moderated', 'rejected'],
		['available', 'rejected'],
		['rejected', undefined],
		['blocked', 'blocked'],
	])('status %s, moderation %s: the buyer does not see it', (status, moderation) => {
		const answer = {
			status,
			message_moderation: { status: moderation, reason: 'PERSONAL_DATA' },
		};
		expect(moderationOf(answer)).toMatchObject({
			moderation: { reason: 'PERSONAL_DATA', explanation: expect.stringMatching(/personal data/i) },
		});
	});
});
