// What every error must be, and the documents' error tables as tests: the API gives an answer of a row, the user reads
// what to do.
import type { IDataObject } from 'n8n-workflow';
import { itemWithFiles } from './files';
import { byId } from './engine/harness';
import type { Family, Harness, Run, ShownError } from './engine/harness';
import { SECRET_TEXT } from './operations';

/** A clear error has a title and a cure, and nothing of the machinery in it. */
export function expectClearError({ failure }: Run): void {
	const shown = `${failure.message}\n${failure.description}`;
	expect(failure.message).toMatch(/\w{3}/);
	expect(failure.description).toMatch(/\w+ \w+ \w+/);
	expect(shown).not.toMatch(/request failed|undefined|\[object|socket|axios|NodeApiError/i);
	expect(shown).not.toContain(SECRET_TEXT);
}

const PACK = '2000000089077943';
const CLAIM = '5294629673';

/** How each operation is run for these tests; nothing of it is wrong. */
const operations: Record<string, IDataObject> = {
	'conversation.getAll': {},
	'conversation.get': { packId: byId(PACK) },
	'conversation.markAsRead': { packId: byId(PACK) },
	'conversation.start': { packId: byId(PACK), reason: 'OTHER', text: 'Hello' },
	'message.getAll': { packId: byId(PACK) },
	'message.get': { messageId: '2d45a5ad186041659e9a608f0c109dff' },
	'message.send': {
		packId: byId(PACK),
		text: 'Hello',
		additionalFields: { buyerId: '441782523' },
	},
	'attachment.upload': { siteId: 'MLM' },
	'attachment.download': { attachmentId: '76601286_5946e4c4.png', siteId: 'MLM' },
	'claim.get': { claimId: byId(CLAIM) },
	'claim.getAll': {},
	'claimMessage.getAll': { claimId: byId(CLAIM) },
	'claimMessage.send': {
		claimId: byId(CLAIM),
		message: 'Hello',
		options: { checkAllowed: false },
	},
	'claimAttachment.upload': { claimId: byId(CLAIM) },
	'claimAttachment.get': { claimId: byId(CLAIM), fileName: 'example.png' },
	'claimAttachment.download': { claimId: byId(CLAIM), fileName: 'example.png' },
};

/** What any error must be, whatever it is about. */
export function expectHelp(failure: ShownError, cure: RegExp, status: number, words: string): void {
	const shown = `${failure.message} ${failure.description}`;
	expect(shown).not.toMatch(/request failed with status|undefined|\[object/i);
	expect(shown).toMatch(cure);
	expect(failure.message).not.toBe('');
	expect(failure.description).toContain(words);
	expect(failure.httpCode).toBe(String(status));
}

export interface Row {
	status: number;
	says: string;
	cure: RegExp;
	operation: string;
	account?: Family;
	body?: object;
}

const codes: Record<number, string> = {
	400: 'bad_request',
	403: 'forbidden',
	404: 'not_found',
	500: 'internal_server_error',
};

/** The body of the messages API, as documents 000 and 001 print it. */
const messagesBody = ({ status, says }: Row) => ({
	message: says,
	error: codes[status],
	status,
	cause: [],
});

const nameOf = ({ status, says, operation }: Row) => `${status} ${says} (${operation})`;
export const named = (rows: Row[]) => rows.map((row) => ({ ...row, name: nameOf(row) }));

export function errorRowsOn(n8n: Harness) {
	async function runWith(operation: string, account: Family): Promise<Run> {
		const file = await itemWithFiles(n8n.engine, { data: {} });
		return await n8n.run(operation, operations[operation], { account, items: [file] });
	}

	async function expectRow(row: Row): Promise<void> {
		const { operation, account = 'globalSelling', status, says, cure } = row;
		const body = row.body ?? messagesBody(row);
		n8n.control.addFault({ match: {}, kind: 'status', status, body, times: 0 });
		const run = await runWith(operation, account);
		expectHelp(run.failure, cure, status, says);
		const { error, code } = body as { error?: string; code?: unknown };
		const kept = typeof code === 'string' ? code : error;
		if (kept) expect(run.failure.description).toContain(kept);
	}

	return { runWith, expectRow };
}
