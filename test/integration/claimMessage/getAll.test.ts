// Claim Message > Get Many.
import { byId, useHarness } from '../../support/engine/harness';
import { openClaimIn } from '../../support/marketplace';

const n8n = useHarness();
const openClaim = openClaimIn(n8n);

/** The claim of the document's example, and its seller. */
const EXAMPLE = '5294629673';
const EXAMPLE_SELLER = 1317418851;
const V2 = '/marketplace/v2/claims';

const exampleAccount = () => n8n.connect('globalSelling', { userId: EXAMPLE_SELLER });

describe('claimMessage.getAll', () => {
	test('the example of the document, oldest first', async () => {
		const run = await n8n.run(
			'claimMessage.getAll',
			{ claimId: byId(EXAMPLE) },
			{ credential: exampleAccount() },
		);

		expect(n8n.asked()).toEqual([`GET ${V2}/${EXAMPLE}/messages`]);
		expect(run.done.items.map(({ message }) => message)).toEqual([
			'Prueba test',
			'hola requiero una devolución test',
			'imagen',
			'Este es un mensaje de test del respondent al complainant',
			'No estoy de acuerdo\n',
		]);
		expect(run.items[2]).toMatchObject({
			claimId: EXAMPLE,
			senderRole: 'complainant',
			receiverRole: 'respondent',
			message: 'imagen',
			translatedMessage: 'picture',
			createdAt: '2024-08-22T22:13:09.000Z',
			readAt: '2024-08-22T22:13:15.000Z',
			status: 'available',
			stage: 'claim',
			moderation: { status: 'clean', reason: null },
			attachments: [
				{
					attachmentId: '1517482146_31489bf8-95e3-4a2d-bcff-3c57771fb7c4.png',
					filename: '1517482146_31489bf8-95e3-4a2d-bcff-3c57771fb7c4.png',
					originalFilename: 'Captura de pantalla 2024-08-22 a la(s) 4.12.28?p.m..png',
					type: 'image/png',
					size: 166960,
				},
			],
		});
	});

	test('simplify off', async () => {
		const run = await n8n.run(
			'claimMessage.getAll',
			{ claimId: byId(EXAMPLE), simplify: false },
			{ credential: exampleAccount() },
		);
		expect(run.done.items).toHaveLength(5);
		expect(run.items[0]).toMatchObject({ sender_role: 'complainant', repeated: false });
	});

	test('a limit', async () => {
		const run = await n8n.run(
			'claimMessage.getAll',
			{ claimId: byId(EXAMPLE), limit: 2 },
			{ credential: exampleAccount() },
		);
		expect(run.done.items).toHaveLength(2);
	});

	test('a claim without messages gives no item', async () => {
		const id = openClaim('local');
		const run = await n8n.run('claimMessage.getAll', { claimId: byId(id) }, { account: 'local' });
		expect(run.done.items).toEqual([]);
	});

	test('the hash that tells a message from others, where the API gives one', async () => {
		const id = openClaim('local');
		n8n.control.claimWrites({ claimId: id, senderRole: 'complainant', message: 'Hola' });
		const read = async (simplify: boolean) =>
			await n8n.run('claimMessage.getAll', { claimId: byId(id), simplify }, { account: 'local' });

		const [{ hash }] = (await read(true)).done.items;
		expect(hash).toMatch(new RegExp(`^${id}_0_[0-9a-f-]{36}$`));
		expect((await read(false)).done.items).toMatchObject([{ hash }]);
		n8n.control.setBehaviour({ claimHash: 'none' });
		expect((await read(true)).done.items).toMatchObject([{ hash: null }]);
	});
});
