// The reasons for which a seller may write first (Mercado Libre's "Reasons to communicate").
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Pack } from '../../marketplace/entities.ts';
import { NOT_STARTED } from '../../marketplace/marketplace.ts';
import type { Sandbox } from '../../sandbox.ts';
import { messagesRoute, requireFamilyAccount, requirePostSaleTag } from '../checks.ts';
import { guideError } from '../errors.ts';
import { families } from '../families.ts';
import type { Family } from '../families.ts';
import { sentMessage } from './messages.ts';

const MOST_CHARACTERS = 350;

interface Option {
	id: string;
	type: string;
	templates: { id: string; [name: string]: unknown }[] | null;
	/** What the template says, in Portuguese and in Spanish. */
	texts?: { pt: string; es: string };
	more?: object;
}

const template = (id: string) => `TEMPLATE___${id}___1`;
const deliveryPromise = template('DELIVERY_PROMISE');

const options: Option[] = [
	{
		id: 'REQUEST_VARIANTS',
		type: 'template',
		templates: [{ id: template('REQUEST_VARIANTS'), vars: null }],
		texts: {
			es: 'Hola, por favor confirma las características que quieres del producto que compraste, así podemos concretar el envío.',
			pt: 'Olá! Por favor, confirme as características que quer para o produto que você comprou, assim, podemos fazer o envio.',
		},
	},
	{
		id: 'REQUEST_BILLING_INFO',
		type: 'template',
		templates: [{ id: template('REQUEST_BILLING_INFO'), vars: null }],
		texts: {
			es: 'Para adjuntarte la factura de tu compra necesito los siguientes datos: nombre y apellido, documento, domicilio y código postal.',
			pt: 'Para te enviar a nota fiscal da sua compra, preciso dos seguintes dados: nome e sobrenome, documento, endereço e CEP.',
		},
	},
	{
		id: 'SEND_INVOICE_LINK',
		type: 'free_text',
		templates: null,
		more: { char_limit: MOST_CHARACTERS },
	},
	{
		id: 'DELIVERY_PROMISE',
		// In capitals in the document, unlike the others.
		type: 'TEMPLATE',
		templates: [
			{
				id: deliveryPromise,
				vars: [
					{ id: `${deliveryPromise}___VAR___INIT`, type: 'NUMBER' },
					{ id: `${deliveryPromise}___VAR___LIMIT`, type: 'NUMBER' },
				],
			},
		],
		texts: {
			es: 'Entregaremos tu compra hoy entre las %d y las %d hs.',
			pt: 'Entregaremos sua compra hoje entre %d e %d h.',
		},
		more: { char_limit: null },
	},
	{ id: 'OTHER', type: 'free_text', templates: null, more: { char_limit: MOST_CHARACTERS } },
];

/** The delivery promise belongs to a way of shipping that Global Selling does not have. */
const optionsOf = (family: Family) =>
	family.name === 'local' ? options : options.filter(({ id }) => id !== 'DELIVERY_PROMISE');

/** What a template says, by site; the page's local example has it. */
const textsOf = (family: Family, texts: Option['texts']) =>
	family.name === 'local' && texts
		? { texts: { mla: { html: texts.es }, mlb: { html: texts.pt } } }
		: {};

const usesLeft = (pack: Pack, optionId: string) =>
	pack.capReached && optionId === 'OTHER' ? 0 : (pack.optionCaps.get(optionId) ?? 1);

export function registerActionGuide(app: FastifyInstance, sandbox: Sandbox): void {
	for (const family of families) {
		const base = `${family.base}/action_guide/packs/:pack`;

		app.get(base, messagesRoute, async (request) => {
			requirePostSaleTag(family, request);
			const pack = guidedPack(sandbox, family, request);
			return {
				options: optionsOf(family).map(({ id, type, templates, texts, more }) => ({
					id,
					internal_description: 'This is an example...',
					enabled: usesLeft(pack, id) > 0,
					type,
					templates: templates && templates.map((one) => ({ ...one, ...textsOf(family, texts) })),
					actionable: true,
					...more,
					child_options: null,
					cap_available: usesLeft(pack, id),
				})),
			};
		});

		app.get(`${base}/caps_available`, messagesRoute, async (request) => {
			const pack = guidedPack(sandbox, family, request);
			return optionsOf(family).map(({ id }) => ({
				option_id: id,
				cap_available: usesLeft(pack, id),
			}));
		});

		app.post(`${base}/option`, messagesRoute, async (request) => {
			const pack = guidedPack(sandbox, family, request);
			refuseWhenClosed(pack);
			const { option, text } = chosenText(family, pack, request);
			pack.optionCaps.set(option.id, usesLeft(pack, option.id) - 1);
			const message = sandbox.marketplace.addMessage(pack, {
				from: request.caller!.userId,
				text,
				clientId: Number(request.caller!.clientId) || null,
				moderated: option.templates ? false : undefined,
			});
			// The API answers with the message, but not with its sender or site.
			const { id, to, status, message_date, message_moderation } = sentMessage(
				sandbox.marketplace,
				family,
				message,
			);
			return { id, to, status, text, text_translated: null, message_date, message_moderation };
		});
	}
}

function guidedPack(sandbox: Sandbox, family: Family, request: FastifyRequest): Pack {
	const { pack: packId } = request.params as { pack: string };
	requireFamilyAccount(family, sandbox.marketplace, request.caller!);
	const pack = sandbox.marketplace.packs.get(packId);
	if (pack?.sellerId !== request.caller!.userId)
		throw guideError(
			403,
			'forbidden',
			`You are not allowed to access the information of the pack ${packId}`,
		);
	if (pack.exceptedCase) {
		throw guideError(
			400,
			'bad_request',
			'This pack belongs to an excepted case, it is requested to use the messaging resource.',
			'blocked_by_excepted_case',
		);
	}
	return pack;
}

function refuseWhenClosed(pack: Pack): void {
	const { status, substatus } = pack.conversation;
	if (pack.buyerDeactivated) throw guideError(451, 'Unavailable', 'Unavailable');
	if (status === 'blocked' && substatus !== NOT_STARTED)
		throw guideError(403, 'forbidden', 'The conversation is blocked', substatus);
	if (pack.messages.some((message) => message.from !== pack.sellerId)) {
		throw guideError(
			403,
			'forbidden',
			'This package has the conversation blocked, please check blocked messages',
			'blocked_by_conversation_use_message_api',
		);
	}
}

function chosenText(
	family: Family,
	pack: Pack,
	request: FastifyRequest,
): { option: Option; text: string } {
	const body = (request.body ?? {}) as {
		option_id?: string;
		text?: unknown;
		template_id?: string;
		vars?: { value?: unknown }[];
	};
	const option = optionsOf(family).find(({ id }) => id === body.option_id);
	if (!option) throw guideError(404, 'not_found', 'The option selected is not valid');
	if (usesLeft(pack, option.id) <= 0)
		throw guideError(
			403,
			'bad_request',
			`You are not allowed to execute the option ${option.id} again`,
		);

	if (option.templates) {
		if (!option.templates.some(({ id }) => id === body.template_id))
			throw guideError(400, 'bad_request', `The template ${body.template_id} is invalid`);
		const values = (body.vars ?? []).map(({ value }) => value);
		// The page's example gives the hours as numbers.
		if (values.some((value) => typeof value !== 'number'))
			throw guideError(400, 'bad_request', `The template ${body.template_id} is invalid`);
		const text = option.texts![pack.siteId === 'MLB' ? 'pt' : 'es'].replaceAll('%d', () =>
			String(values.shift() ?? '?'),
		);
		return { option, text };
	}
	const text = typeof body.text === 'string' ? body.text : '';
	if (text.trim() === '' || [...text].length > MOST_CHARACTERS)
		throw guideError(400, 'limit_exceeded', 'The text is invalid');
	return { option, text };
}
