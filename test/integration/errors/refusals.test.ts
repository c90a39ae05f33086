// Refusals beyond the documents' tables: those that no table knows, and those of the sandbox itself.
import { errorRowsOn, expectHelp } from '../../support/errors';
import { byId, useHarness } from '../../support/engine/harness';

const n8n = useHarness();
const { runWith } = errorRowsOn(n8n);

describe('what no table knows', () => {
	test.each([
		[418, { message: 'I am a teapot', error: 'teapot', status: 418 }, /I am a teapot/],
		[403, { message: 'Something quite new', code: 'brand_new' }, /permissions/i],
		[400, 'not JSON at all', /fields of this node/i],
		[404, {}, /check the id/i],
		[400, [], /fields of this node/i],
		[400, { message: { deep: true }, error: ['x'] }, /fields of this node/i],
	])('%i %j', async (status, body, cure) => {
		n8n.control.addFault({ match: {}, kind: 'status', status, body, times: 0 });
		const { failure } = await runWith('message.getAll', 'globalSelling');
		expectHelp(failure, cure, status, String(status));
	});
});

describe('as the sandbox itself refuses', () => {
	test('a pack of another seller', async () => {
		n8n.control.buyerWrites({ packId: 1001, text: 'Hola', sellerId: 999 });
		const { failure } = await n8n.run('message.getAll', { packId: byId(1001) });
		expectHelp(failure, /belongs to another seller/i, 403, '1001');
	});

	test('a message that was deleted', async () => {
		const { id } = n8n.control.buyerWrites({ packId: 1001, text: 'Hola' });
		n8n.control.deleteMessage({ messageId: id });
		const { failure } = await n8n.run('message.get', { messageId: id });
		expectHelp(failure, /deleted/i, 404, id);
	});

	test('an attachment that nobody uploaded', async () => {
		n8n.control.buyerWrites({ packId: 1001, text: 'Hola' });
		const { failure } = await n8n.run('message.send', {
			packId: byId(1001),
			text: 'Hello',
			additionalFields: { attachmentIds: '1_unknown.png' },
		});
		expectHelp(failure, /attachment > upload/i, 422, 'Attachment key is invalid');
		expect(failure.message).not.toMatch(/claim/i);
	});

	test.each([
		['inaccessible', /try again/i],
		['lost', /try again/i],
	] as const)('files that are %s', async (state, cure) => {
		const { attachments } = n8n.control.buyerWrites({
			packId: 1001,
			text: 'Foto',
			attachments: [{ name: 'a.png', type: 'image/png', size: 10 }],
		});
		n8n.control.setAttachmentStorage({ state });
		const { failure } = await n8n.run('attachment.download', {
			attachmentId: attachments[0].filename,
			siteId: 'MLM',
		});
		expectHelp(failure, cure, 500, 'File can not be accessed'.slice(0, state === 'lost' ? 0 : 99));
	});

	test.each([
		[{ reason: 'OTHER', text: 'Hello' }, /wait/i],
		[{ reason: 'REQUEST_VARIANTS', templateId: 'TEMPLATE___WRONG' }, /get contact reasons/i],
		[{ reason: '={{ "NO_SUCH_REASON" }}', text: 'Hello' }, /get contact reasons/i],
	])('a reason that cannot be used: %j', async (parameters, cure) => {
		n8n.control.createPack({ packId: 1001 });
		n8n.control.setMessagingCap({ packId: 1001, reached: true });
		const { failure } = await n8n.run('conversation.start', { packId: byId(1001), ...parameters });
		expect(`${failure.message} ${failure.description}`).toMatch(cure);
	});

	test('a conversation that needs no reason to be started', async () => {
		n8n.control.createPack({ packId: 1001, exceptedCase: true });
		const { failure } = await n8n.run('conversation.start', {
			packId: byId(1001),
			reason: 'OTHER',
			text: 'Hello',
		});
		expectHelp(failure, /message > send/i, 400, 'excepted case');
	});
});
