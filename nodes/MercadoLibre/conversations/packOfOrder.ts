import { fieldOf, idText, isObject } from '../api/answers';
import { runOf } from '../api/context';
import { isRefusal, problemBehind } from '../api/errors/problem';
import type { Session } from '../api/session';
import { apiRequest } from '../api/transport';
import { GET_ORDER } from '../sales/packs';

/** What 403 says of a pack that is none, or not this seller's (documents 000 and 002, action guide). */
const NOT_THIS_PACK =
	/invalid for resource|access denied for user|access the information of the pack|can ?not identify the user/i;

/** Whether the API refused since the pack is not there for this account. */
export function isNotThisPack(error: unknown): boolean {
	const problem = problemBehind(error);
	return (
		problem?.status === 404 || (problem?.status === 403 && NOT_THIS_PACK.test(problem.message))
	);
}

/** What ids turned out to stand for, in a run. */
const packsOfRuns = new WeakMap<object, Map<string, Promise<string>>>();

function packsOf({ context }: Session): Map<string, Promise<string>> {
	const run = runOf(context);
	const packs = packsOfRuns.get(run) ?? new Map<string, Promise<string>>();
	packsOfRuns.set(run, packs);
	return packs;
}

/**
 * The pack that an id stands for which is no pack's: that of the order with this id. The id itself where the order has
 * no pack, or where there is no such order. Asked once for an id in a run.
 */
async function packOfOrder(session: Session, id: string): Promise<string> {
	const packs = packsOf(session);
	const known = packs.get(id);
	if (known) return await known;
	const asking = readPackId(session, id);
	packs.set(id, asking);
	return await asking.catch((error) => {
		packs.delete(id);
		throw error;
	});
}

/** An order names its pack (document 002, "Para conhecer o pack_id"; pages on sales, 2026-08-07 and 2026-02-18). */
async function readPackId(session: Session, orderId: string): Promise<string> {
	const { body } = await apiRequest(session, {
		endpoint: GET_ORDER,
		ids: { orderId },
		isValid: isObject,
	}).catch((error) => {
		if (!isRefusal(error)) throw error;
		return { body: {} };
	});
	return idText(fieldOf(body, 'pack_id')) ?? orderId;
}

/** Whether a refusal came since the id is an order's, which has a pack with another one. */
export const isOrderOfPack = async (
	session: Session,
	id: string,
	refusal: unknown,
): Promise<boolean> => isNotThisPack(refusal) && (await packOfOrder(session, id)) !== id;

/**
 * Does something in the conversation of a pack, which may be named by the id of one of its orders: when the API finds
 * no such pack, the order tells which it is. Nothing is asked about an id that works.
 */
export async function withPackOf<T>(
	session: Session,
	id: string,
	action: (packId: string) => Promise<T>,
): Promise<T> {
	const known = await packsOf(session).get(id);
	if (known !== undefined) return await action(known);
	return await action(id).catch(async (refusal) => {
		if (!(await isOrderOfPack(session, id, refusal))) throw refusal;
		return await action(await packOfOrder(session, id));
	});
}
