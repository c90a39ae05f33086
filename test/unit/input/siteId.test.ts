import type { IDataObject } from 'n8n-workflow';
import type { Session } from '../../../nodes/MercadoLibre/api/session';
import { siteIdFor, siteInItem } from '../../../nodes/MercadoLibre/input/siteId';
import { GLOBAL_SELLING_SITES, siteOptions, SITES } from '../../../nodes/MercadoLibre/input/sites';
import { refusalOf, stubContext } from '../../support/stub';

const site = (given: unknown, ofAccount?: string) =>
	siteIdFor({ context: stubContext(), account: { siteId: ofAccount } } as Session, given);

test.each([
	['MLM', undefined, 'MLM'],
	[' mlm ', undefined, 'MLM'],
	['MLB', 'MLA', 'MLB'],
	['', 'MLA', 'MLA'],
	[undefined, 'MLA', 'MLA'],
	[null, 'MLA', 'MLA'],
])('%j given, %j the account: %s', (given, ofAccount, expected) => {
	expect(site(given, ofAccount)).toBe(expected);
});

test.each(['Mexico', 'ML', 'MLMX', 'xMLM', 'M1M', '../', {}, 52])('%j is no site', (given) => {
	const { message, description } = refusalOf(() => site(given, 'MLA'));
	expect(message).toBe('Site ID must be three letters');
	expect(description).toMatch(/MLM, MLB, MCO or MLC/);
});

test.each(['', '  ', undefined, null])('%j is missing, for Global Selling', (given) => {
	const { message, description } = refusalOf(() => site(given));
	expect(message).toBe('Site ID is required for Global Selling');
	expect(description).toMatch(/MLM, MLB, MCO or MLC/);
});

test.each(['', 'CBT', 'Mexico'])('n8n shows at the parameter that "%s" is none', (given) => {
	expect(refusalOf(() => site(given)).parameter).toBe('siteId');
});

test.each(['CBT', 'cbt'])('%s is the site of the account, and none of a sale', (given) => {
	const { message, description } = refusalOf(() => site(given));
	expect(message).toBe('Site ID must be the country of the sale');
	expect(description).toMatch(/MLM, MLB, MCO or MLC/);
});

test.each([
	[{ siteId: 'MCO' }, 'MCO'],
	[{ site_id: 'MCO' }, 'MCO'],
	[{ siteId: null, messages: [{ id: 1 }, { siteId: 'MCO' }] }, 'MCO'],
	[{ messages: [{ site_id: 'MCO' }] }, 'MCO'],
	[{}, undefined],
	[{ siteId: 'CBT' }, undefined],
	[{ siteId: 'xMCO' }, undefined],
	[{ siteId: 'MCOx' }, undefined],
	[{ siteId: ['MCO'] }, undefined],
	[{ siteId: 'Mexico', messages: 'none' }, undefined],
	[{ siteId: 5, messages: [null, 'MCO', []] }, undefined],
])('an item %j tells %j', (item, expected) => {
	expect(siteInItem(item as IDataObject)).toBe(expected);
});

test('a site is offered by its country and chosen by its ID', () => {
	// Document 000: "MLM, MLB, MCO, MLC".
	expect(siteOptions(GLOBAL_SELLING_SITES)).toEqual([
		{ name: 'Brazil (MLB)', value: 'MLB' },
		{ name: 'Chile (MLC)', value: 'MLC' },
		{ name: 'Colombia (MCO)', value: 'MCO' },
		{ name: 'Mexico (MLM)', value: 'MLM' },
	]);
});

test('every site has an ID of three letters, and its own authorization server', () => {
	for (const siteId of Object.keys(SITES)) expect(siteId).toMatch(/^M[A-Z]{2}$/);
	const servers = Object.values(SITES).map(({ authorization }) => authorization);
	expect(new Set(servers).size).toBe(servers.length);
	for (const server of servers) {
		expect(server).toMatch(/^https:\/\/auth\.mercado(libre|livre)\.(com\.)?[a-z]{2}$/);
	}
});
