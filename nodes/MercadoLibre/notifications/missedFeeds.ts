import type { IDataObject } from 'n8n-workflow';
import { fieldOf, idText, isListOfObjects, numberOf } from '../api/answers';
import { samePath } from '../api/endpoint';
import { readPages } from '../api/paging';
import type { Session } from '../api/session';
import { apiRequest } from '../api/transport';

/** The history of notifications, two days of it (page on notifications, pt 2026-09-14). */
export const MISSED_FEEDS = samePath('GET', '/missed_feeds');

/** The page shows 10 and names no maximum: an answer may hold fewer than were asked for. */
const PAGE_SIZE = 50;

/** An entry of the history: the notification, with what was sent and what was answered. */
interface MissedFeed extends IDataObject {
	request?: { data?: string } & IDataObject;
	response?: { http_code?: number | string } & IDataObject;
}

/**
 * The notifications that the application did not get in the last two days, newest first as the API lists them, each
 * in the shape in which it was pushed. Those that got through in the end are listed by the API, too, and left out here.
 * @param topic only of this topic
 */
export async function readMissed(
	session: Session,
	{ topic }: { topic?: string },
): Promise<IDataObject[]> {
	const { clientId, siteId } = session.account;
	const entries = await readPages<MissedFeed>(
		async (offset, pageSize) => {
			const { body } = await apiRequest<{ messages: MissedFeed[] }>(session, {
				endpoint: MISSED_FEEDS,
				qs: {
					app_id: clientId,
					...(topic && { topic }),
					// Without a site this topic is refused.
					...(topic === 'items' && siteId && { site_id: siteId }),
					limit: pageSize,
					offset,
				},
				isValid: (answer) => isListOfObjects(fieldOf(answer, 'messages')),
			});
			return { items: body.messages, total: undefined };
		},
		{
			idOf: (entry) => idText(entry._id ?? entry.id) ?? JSON.stringify(entry),
			pageSize: PAGE_SIZE,
		},
	);
	return entries.filter(({ response }) => numberOf(response?.http_code) !== 200).map(asPushed);
}

/** The entry without the record of its delivery; the history leaves out the actions, which the text sent has. */
function asPushed(entry: MissedFeed): IDataObject {
	const pushed = { ...entry };
	delete pushed.request;
	delete pushed.response;
	const actions = fieldOf(parse(entry.request?.data), 'actions');
	return Array.isArray(actions) ? { ...pushed, actions } : pushed;
}

function parse(text: unknown): unknown {
	try {
		return JSON.parse(String(text ?? ''));
	} catch {
		return undefined;
	}
}
