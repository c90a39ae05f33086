import { MISSED_FEEDS, readMissed } from '../../notifications/missedFeeds';
import type { Operation } from '../../operation/operation';

export const getMissed: Operation = {
	name: 'Get Missed',
	value: 'getMissed',
	action: 'Get missed notifications',
	description:
		'List the notifications that Mercado Libre could not deliver to your application in the last two days, all its sellers together',
	endpoint: MISSED_FEEDS,
	parameters: [
		{
			displayName: 'Topic',
			name: 'topic',
			type: 'string',
			default: '',
			placeholder: 'e.g. marketplace_messages',
			description:
				'Only notifications of this topic; of all when empty. Messages have the topic marketplace_messages in Global Selling, messages in local accounts.',
		},
	],
	run: async (call) =>
		await readMissed(call, { topic: String(call.parameter('topic', '') ?? '').trim() }),
};
