import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { idText, objectsIn } from '../../api/answers';
import { sellerIdOf } from '../../api/session';
import { findOrders } from '../../sales/orderSearch';
import type { OrderItem } from '../../sales/packs';
import { openSession } from '../openSession';
import { listOf, oneLine, timeInWords } from './entries';

/** Global Selling's search tells ids only: what is shown is read, an order each. */
const LONGEST_LIST = { globalSelling: 20, local: 50 };

/** The newest orders, for the lists of fields; `filter` is what Mercado Libre searches for. */
export async function searchSales(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const session = await openSession(this);
	const search = filter.trim();
	const most = LONGEST_LIST[session.account.family];
	const orders = await findOrders(session, sellerIdOf(session), { search }, most);
	const entries = orders.map(({ id, order_items: items, date_created: createdAt }) => {
		const [first, ...others] = objectsIn<OrderItem>(items);
		const title = idText(first?.item?.title);
		const value = idText(id) ?? '';
		return {
			value,
			parts: [
				title && `${oneLine(title)}${others.length > 0 ? ` and ${others.length} more` : ''}`,
				timeInWords(this, createdAt),
				value,
			],
		};
	});
	return listOf(entries, '');
}
