// Parameters that nobody meant: a clear error or a sane result, never a crash, never a request that is not documented.
import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { byId, useHarness } from '../../support/engine/harness';
import { anyValue, expectSaneOn } from '../../support/nonsense';
import { OPERATIONS } from '../../support/operations';

const n8n = useHarness();
const expectSane = expectSaneOn(n8n);

describe('parameters of any kind', () => {
	/** No earlier node hands out objects that cannot even be printed. */
	const parameterValue = fc
		.oneof(fc.jsonValue({ maxDepth: 2 }), anyValue)
		.filter((value) => !/"(toString|valueOf)"/.test(JSON.stringify(value) ?? ''));
	const fields: [string, string[]][] = [
		['conversation.getAll', ['role', 'limit', 'returnAll', 'options.sellerId']],
		['conversation.markAsRead', ['packId', 'options.sellerId']],
		['conversation.getReasons', ['packId']],
		['conversation.start', ['packId', 'reason', 'text', 'templateId']],
		[
			'message.getAll',
			['packId', 'limit', 'options.offset', 'options.markAsRead', 'options.sellerId'],
		],
		['message.get', ['messageId']],
		[
			'message.send',
			[
				'packId',
				'text',
				'options.textTranslated',
				'options.attachmentIds',
				'options.binaryPropertyNames',
				'options.siteId',
				'options.buyerId',
				'additionalFields.textTranslated',
				'additionalFields.attachmentIds',
				'additionalFields.binaryPropertyNames',
				'additionalFields.siteId',
				'additionalFields.buyerId',
				'options.sellerId',
			],
		],
		['attachment.upload', ['siteId', 'binaryPropertyName', 'options.fileName']],
		['attachment.download', ['attachmentId', 'siteId']],
		['claim.get', ['claimId']],
		[
			'claim.getAll',
			[
				'limit',
				'filters.orderId',
				'filters.packId',
				'filters.status',
				'filters.siteId',
				'filters.sort',
			],
		],
		['claimMessage.getAll', ['claimId', 'limit']],
		[
			'claimMessage.send',
			['claimId', 'receiverRole', 'message', 'attachmentFileNames', 'binaryPropertyNames'],
		],
		['claimAttachment.get', ['claimId', 'fileName']],
		['claimAttachment.download', ['claimId', 'fileName']],
	];
	const cases = fields.flatMap(([operation, names]) =>
		names.map((name) => [operation, name] as const),
	);
	/** Every path of the documents. */
	const documented =
		/^(GET|POST) (\/marketplace)?(\/messages\/(unread|[\w-]+|packs\/\d+(\/sellers\/\d+)?|attachments(\/[^/]+)?|action_guide\/packs\/\d+(\/option)?)|\/orders\/\d+|\/(marketplace\/v2|v2|post-purchase\/v1)\/claims\/(search|\d+(\/[^?]*)?))(\?|$)/;

	test.each(cases)('%s: %s', async (name, parameter) => {
		const operation = OPERATIONS.find((one) => one.operation === name)!;
		const [field, option] = parameter.split('.');
		await fc.assert(
			fc.asyncProperty(parameterValue, async (value) => {
				n8n.reset();
				const { parameters, items: [item] = [{ json: {} }] } = await operation.prepare(
					n8n,
					'globalSelling',
				);
				const expression = '={{ $json.value }}';
				const isLocator = field === 'packId' || field === 'claimId';
				const given: IDataObject = {
					...parameters,
					[field]: option
						? { ...(parameters[field] as IDataObject | undefined), [option]: expression }
						: isLocator
							? byId(expression)
							: expression,
				};
				const run = await n8n.run(name, given, {
					items: [{ ...item, json: { value } as unknown as IDataObject }],
				});
				expectSane(run);
				for (const request of n8n.asked()) expect(request).toMatch(documented);
			}),
			{ numRuns: 25 },
		);
	});
});
