import type { IDataObject } from 'n8n-workflow';
import { moderationReason } from './words/moderationReasons';

interface Moderated extends IDataObject {
	status?: string | null;
	message_moderation?: { status?: string | null; reason?: string | null } | null;
}

const HELD_BACK = /^(moderated|rejected|blocked)$/i;

/** Whether the buyer does not see a message, and will not. One that is still looked at ("pending") may yet appear. */
export const isHeldBack = ({ status, message_moderation }: Moderated): boolean =>
	HELD_BACK.test(message_moderation?.status ?? '') || HELD_BACK.test(status ?? '');

/**
 * `{moderation}` with the reason in words when the answer to a send says that the buyer will not see the
 * message; nothing otherwise.
 */
export function moderationOf(answer: IDataObject): { moderation?: IDataObject } {
	const list = answer.messages as Moderated[] | undefined;
	const message = (Array.isArray(list) ? list[0] : answer) as Moderated | undefined;
	if (!message || !isHeldBack(message)) return {};
	const status = message.message_moderation?.status;
	const reason = message.message_moderation?.reason ?? '';
	return {
		moderation: {
			status: status || message.status || null,
			reason: reason || null,
			explanation: `The buyer does not see this message. ${reason ? moderationReason(reason) : 'Mercado Libre gives no reason.'}`,
		},
	};
}
