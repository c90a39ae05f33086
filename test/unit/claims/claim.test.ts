// What a claim says of its players, in the words of document 004.
import { receiversIn } from '../../../nodes/MercadoLibre/claims/claim';
import {
	claimMessageContent,
	claimMessageId,
} from '../../../nodes/MercadoLibre/claims/claimMessages';

const claim = (...actions: string[]) => ({
	id: 1,
	players: [
		{
			role: 'complainant',
			user_id: 2,
			available_actions: [{ action: 'send_message_to_respondent' }],
		},
		{ role: 'respondent', user_id: '1', available_actions: actions.map((action) => ({ action })) },
	],
});

test.each([
	[['send_message_to_complainant', 'refund'], ['complainant']],
	[['send_message_to_mediator'], ['mediator']],
	[['send_message'], ['complainant', 'mediator']],
	[
		['send_message', 'send_message_to_mediator'],
		['complainant', 'mediator'],
	],
	[['send_attachments', 'send_message_later'], []],
])('the seller with the actions %j may write to %j', (actions, receivers) => {
	expect(receiversIn(claim(...actions), '1')).toEqual(receivers);
});

describe('what tells messages apart', () => {
	const message = {
		sender_role: 'complainant',
		receiver_role: 'respondent',
		message: 'Hola',
		date_created: '2024-08-22T18:36:48.000-04:00',
	};
	const twin = { ...message };

	test('the hash, where there is one', () => {
		const hashed = { ...message, hash: '5300000001_0_a' };
		expect(claimMessageId(hashed)).toBe('5300000001_0_a');
		expect(claimMessageId({ ...hashed, hash: '5300000001_0_b' })).not.toBe(claimMessageId(hashed));
	});

	test.each([undefined, null, ''])('else who wrote what to whom, and when (hash %j)', (hash) => {
		expect(claimMessageId({ ...message, hash })).toBe(claimMessageId(twin));
		expect(claimMessageId({ ...message, hash })).toBe(claimMessageContent(message));
		expect(claimMessageId({ ...message, message: 'Otra' })).not.toBe(claimMessageId(message));
	});
});
