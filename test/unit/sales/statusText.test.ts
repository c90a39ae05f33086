// The sentence on a shipment: for every status and substatus of the documents (page gerenciamento-de-envios, 2026-08-07),
// in each language, short enough to be sent with a link beside it.
import {
	languageOf,
	statusText,
	type Language,
} from '../../../nodes/MercadoLibre/sales/words/statusText';

const LANGUAGES: Language[] = ['es', 'pt', 'en'];
const STATUSES = [
	'to_be_agreed',
	'pending',
	'handling',
	'ready_to_ship',
	'shipped',
	'delivered',
	'not_delivered',
	'not_verified',
	'cancelled',
];
const SUBSTATUSES = [
	null,
	'out_for_delivery',
	'receiver_absent',
	'waiting_for_withdrawal',
	'bad_address',
	'delayed',
	'at_customs',
	'returning_to_sender',
	'stolen',
	'lost',
	'damaged',
	'a_new_one',
];
const DATE = '2026-11-25T00:00:00.000-03:00';

const state = (status: string | null, substatus: string | null = null, more: object = {}) => ({
	status,
	substatus,
	isDelayed: false,
	...more,
});

describe.each(LANGUAGES)('%s', (language) => {
	test.each(STATUSES)('%s: one sentence, whatever else is known', (status) => {
		for (const substatus of SUBSTATUSES) {
			for (const isDelayed of [true, false]) {
				for (const expected of [DATE, undefined]) {
					const text = statusText(
						language,
						state(status, substatus, { isDelayed, expected, delivered: expected }),
					)!;
					expect(text).toMatch(/^[A-ZN][^{}.]{10,160}\.$/);
					// Local accounts send no other letters (document 002).
					expect(text).toMatch(/^[\u0020-\u00FF]+$/);
				}
			}
		}
	});

	test('each known state has words of its own', () => {
		const texts = SUBSTATUSES.slice(1, -1)
			.filter((one) => one !== 'delayed')
			.map((one) => statusText(language, state('shipped', one)));
		expect(new Set(texts).size).toBe(texts.length);
	});
});

test.each([
	[
		'es',
		{ isDelayed: false, expected: DATE },
		'Tu compra está en camino; la entrega está prevista para el 25 de noviembre.',
	],
	[
		'pt',
		{ isDelayed: false, expected: DATE },
		'Sua compra está a caminho; a entrega está prevista para 25 de novembro.',
	],
	[
		'en',
		{ isDelayed: false, expected: DATE },
		'Your purchase is on its way; delivery is expected on November 25.',
	],
	['es', { isDelayed: false }, 'Tu compra está en camino.'],
	['es', { isDelayed: true }, 'Tu compra está en camino, con demora.'],
	[
		'pt',
		{ isDelayed: true, expected: DATE },
		'Sua compra está a caminho, com atraso; a nova data estimada é 25 de novembro.',
	],
] as const)('%s, %j', (language, more, text) => {
	expect(statusText(language, state('shipped', null, more))).toBe(text);
});

test('a day is what the API says it is, whatever the offset', () => {
	for (const date of ['2026-11-25T00:00:00.000-03:00', '2026-11-25T23:59:59.000+09:00'])
		expect(statusText('en', state('delivered', null, { delivered: date }))).toBe(
			'Your purchase was delivered on November 25.',
		);
});

test.each(['', 'soon', '2026-99-99T00:00:00Z', null])(
	'a date that is none (%j) is left out',
	(date) => {
		expect(statusText('en', state('shipped', null, { expected: date }))).toBe(
			'Your purchase is on its way.',
		);
	},
);

test('what is delivered or cancelled is no longer on its way', () => {
	expect(statusText('en', state('delivered', 'damaged'))).toBe('Your purchase was delivered.');
	expect(statusText('en', state('cancelled', 'returning_to_sender'))).toBe(
		'The shipment of your purchase was cancelled.',
	);
});

test('without a status there are no words', () => {
	expect(statusText('es', state(null))).toBeNull();
});

test.each([
	['MLB', 'pt'],
	['mlb', 'pt'],
	['MLM', 'es'],
	['MLA', 'es'],
	[undefined, 'es'],
])('the buyers of %s read %s', (site, language) => {
	expect(languageOf(site)).toBe(language);
});
