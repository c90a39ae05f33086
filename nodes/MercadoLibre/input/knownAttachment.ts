import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { ApiContext } from '../api/context';
import { inputError } from './inputError';

/** What the input item tells of an attachment. */
interface KnownAttachment {
	originalFilename?: string;
	isThreat: boolean;
}

/**
 * Looks an attachment up in the input item, which mostly is the message that carries it (or the attachment
 * itself), in the simplified and in the API's own form. Costs no request.
 */
export function knownAttachment(
	{ json }: INodeExecutionData,
	filename: string,
): KnownAttachment | undefined {
	const lists = [json.attachments, json.message_attachments, [json]];
	const found = lists
		.filter(Array.isArray)
		.flat()
		.find((entry) => (entry as IDataObject | null)?.filename === filename) as
		IDataObject | undefined;
	return (
		found && {
			originalFilename: (found.originalFilename ?? found.original_filename) as string | undefined,
			isThreat: (found.potentialSecurityThreat ?? found.potential_security_threat) === true,
		}
	);
}

/** @throws NodeOperationError for a file that Mercado Libre flags as harmful, unless an option allows it. */
export function refuseThreat(
	context: ApiContext,
	known: KnownAttachment | undefined,
	options: IDataObject,
): void {
	if (!known?.isThreat || options.allowSecurityThreat === true) return;
	throw inputError(
		context,
		'The file',
		'attachmentId',
		'was flagged by Mercado Libre as a potential security threat',
		'It was not downloaded. If you trust it, switch on the option "Allow Potential Security Threat".',
	);
}
