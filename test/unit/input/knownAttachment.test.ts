// What the input item tells of a file, in the package's form and in the API's (document 000), before it is asked for.
import type { IDataObject } from 'n8n-workflow';
import { knownAttachment, refuseThreat } from '../../../nodes/MercadoLibre/input/knownAttachment';
import { refusalOf, stubContext } from '../../support/stub';

const FILE = '210438685_59f0f034.jpg';
const known = (json: object) => knownAttachment({ json: json as IDataObject }, FILE);

const simplified = {
	filename: FILE,
	originalFilename: 'photo.jpg',
	potentialSecurityThreat: true,
};
const raw = { filename: FILE, original_filename: 'photo.jpg', potential_security_threat: true };
const other = { filename: 'other.jpg', originalFilename: 'other', potentialSecurityThreat: false };

test.each([
	['a message', { attachments: [other, simplified] }],
	["a message in the API's form", { message_attachments: [other, raw] }],
	['both lists', { attachments: [other], message_attachments: [raw] }],
	['the attachment itself', simplified],
	["the attachment itself in the API's form", raw],
	['a list with nonsense in it', { attachments: [null, 'text', simplified] }],
	['nonsense for the other list', { attachments: 'none', message_attachments: [raw] }],
])('%s', (_, json) => {
	expect(known(json)).toEqual({ originalFilename: 'photo.jpg', isThreat: true });
});

test.each([
	['nothing', {}],
	['other files', { attachments: [other] }],
	['no lists', { attachments: null, message_attachments: { filename: FILE } }],
])('%s: not known', (_, json) => {
	expect(known(json)).toBeUndefined();
});

test.each([[false], [undefined], [null], ['true']])('flagged as %j is no threat', (flag) => {
	const isThreat = (json: object) => known(json)?.isThreat;
	expect(isThreat({ filename: FILE, potentialSecurityThreat: flag })).toBe(false);
	expect(isThreat({ filename: FILE, potential_security_threat: flag })).toBe(false);
});

describe('a file that Mercado Libre flags as harmful', () => {
	const refuse = (file: Parameters<typeof refuseThreat>[1], options = {}) =>
		refuseThreat(stubContext(), file, options);

	test('is not downloaded', () => {
		const { message, description, parameter } = refusalOf(() => refuse({ isThreat: true }));
		expect(parameter).toBe('attachmentId');
		expect(message).toBe('The file was flagged by Mercado Libre as a potential security threat');
		expect(description).toMatch(/not downloaded.*"Allow Potential Security Threat"/);
	});

	test('is downloaded when an option allows it, and nothing else does', () => {
		expect(() => refuse({ isThreat: true }, { allowSecurityThreat: true })).not.toThrow();
		expect(() => refuse({ isThreat: true }, { allowSecurityThreat: 'no' })).toThrow();
	});

	test('others are', () => {
		expect(() => refuse({ isThreat: false })).not.toThrow();
		expect(() => refuse(undefined)).not.toThrow();
	});
});
