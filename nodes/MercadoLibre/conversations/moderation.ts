import type { IDataObject } from 'n8n-workflow';
import { codeText } from '../api/answers';
import { operationError } from '../api/errors/operationError';
import type { Session } from '../api/session';
import { moderationReason } from './words/moderationReasons';

/** What moderation made of a message, in the case that a page happens to use (documents 000, 002, 003). */
export interface ApiModeration {
	status?: string | null;
	reason?: string | null;
}

interface Moderated extends IDataObject {
	status?: string | null;
	message_moderation?: ApiModeration | null;
}

/** Moderation in one case, whichever page the answer follows; "none" and an empty text are no reason. */
export function simplifyModeration(moderation: ApiModeration | null | undefined) {
	const reason = codeText(moderation?.reason);
	return {
		status: codeText(moderation?.status),
		reason: reason === 'none' ? null : (reason?.toUpperCase() ?? null),
	};
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
	const { status, reason } = simplifyModeration(message.message_moderation);
	return {
		moderation: {
			status: status ?? codeText(message.status),
			reason,
			explanation: `The buyer does not see this message. ${reason ? moderationReason(reason) : 'Mercado Libre gives no reason.'}`,
		},
	};
}

/**
 * For those who want a message that the buyer does not get to be a failure.
 * @throws NodeOperationError when the output tells that moderation holds the message back
 */
export function refuseHeldBack({ context }: Session, output: IDataObject): void {
	const { explanation } = (output.moderation ?? {}) as IDataObject;
	if (!explanation) return;
	throw operationError(
		context,
		'Mercado Libre holds the message back',
		`${explanation as string} It was taken by Mercado Libre, so sending it again changes nothing: write it in other words.`,
	);
}
