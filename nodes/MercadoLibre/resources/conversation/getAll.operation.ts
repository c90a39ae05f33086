import type { IDataObject } from 'n8n-workflow';
import { LIST_UNREAD, listUnread, simplifyUnread } from '../../conversations/unread';
import {
	limit,
	optionsOf,
	returnAll,
	role,
	sellerIdOption,
	simplify,
} from '../../operation/fields';
import type { Operation } from '../../operation/operation';

export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many unread conversations',
	description:
		'List the conversations that have messages you have not read yet. Mercado Libre lists at most 1,000, of a local account 500.',
	endpoint: LIST_UNREAD,
	parameters: [role, returnAll, limit, simplify, optionsOf(sellerIdOption)],
	async run(call) {
		const limit = call.limit();
		const { results, userId } = await listUnread(call, {
			role: call.parameter('role'),
			userId: call.sellerId(call.collection('options')),
		});
		const wanted = results.slice(0, limit);
		return call.parameter('simplify')
			? wanted.map((entry) => simplifyUnread(entry, userId))
			: (wanted as unknown as IDataObject[]);
	},
};
