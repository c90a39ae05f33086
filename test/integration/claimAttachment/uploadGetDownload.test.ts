// Claim Attachment > Upload, Get and Download: a file there and back, with n8n keeping binary data in memory and on disk.
import { BINARY_MODES } from '../../support/engine/engine';
import { bytes, itemWithFiles, sha256 } from '../../support/files';
import type { TestFile } from '../../support/files';
import { FAMILIES, byId, useHarness } from '../../support/engine/harness';
import type { Family } from '../../support/engine/harness';
import { CLAIMS, openClaimIn } from '../../support/marketplace';

const n8n = useHarness();
const openClaim = openClaimIn(n8n);

const upload = async (account: Family, id: string, file: TestFile, options: object = {}) =>
	await n8n.run(
		'claimAttachment.upload',
		{ claimId: byId(id), options },
		{ account, items: [await itemWithFiles(n8n.engine, { data: file })] },
	);

describe.each(BINARY_MODES)('binary data mode "%s"', (mode) => {
	beforeEach(() => n8n.engine.setBinaryMode(mode));

	test.each(FAMILIES)('up, looked up and down again (%s)', async (account) => {
		const id = openClaim(account);
		const content = bytes(123_456);

		const up = await upload(account, id, {
			content,
			fileName: 'queja.jpg',
			mimeType: 'image/jpeg',
		});
		expect(n8n.asked()).toEqual([`POST ${CLAIMS[account]}/${id}/attachments`]);
		expect(n8n.bodies()).toMatchObject([
			{
				files: [
					{
						field: 'file',
						filename: 'queja.jpg',
						mimeType: 'image/jpeg',
						sha256: sha256(content),
					},
				],
			},
		]);
		expect(up.done.items).toMatchObject([
			{
				attachmentId: expect.stringMatching(/^[0-9a-f-]{36}\.jpg$/),
				fileName: 'queja.jpg',
				originalFileName: 'queja.jpg',
				mimeType: 'image/jpeg',
				fileSize: content.length,
			},
		]);
		const { attachmentId: fileName } = up.items[0];

		n8n.control.clearRequests();
		const info = await n8n.run('claimAttachment.get', { claimId: byId(id), fileName }, { account });
		expect(n8n.asked()).toEqual([`GET ${CLAIMS.local}/${id}/attachments/${fileName}`]);
		expect(info.done.items).toMatchObject([
			{
				attachmentId: expect.stringMatching(new RegExp(`${fileName}$`)),
				fileName: 'queja.jpg',
				mimeType: 'image/jpeg',
				fileSize: content.length,
			},
		]);

		n8n.control.clearRequests();
		const down = await n8n.run(
			'claimAttachment.download',
			{ claimId: byId(id), fileName, binaryPropertyName: 'photo' },
			{ account },
		);
		expect(n8n.asked()).toEqual([`GET ${CLAIMS[account]}/${id}/attachments/${fileName}/download`]);
		expect(down.done.items).toMatchObject([
			{
				attachmentId: fileName,
				fileName: 'queja.jpg',
				mimeType: 'image/jpeg',
				fileSize: content.length,
			},
		]);
		expect(sha256(await n8n.engine.readFile(down.binary.photo))).toBe(sha256(content));
	});
});
