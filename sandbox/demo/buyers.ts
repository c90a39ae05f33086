/**
 * What the buyers of the demo write, one after the other. Each pack is one buyer's conversation. Most of it the example
 * workflow answers; complaints and the rest it hands to a person.
 */
const talks = [
	[
		'Hola, ¿cuándo llega mi envío?',
		'Gracias, ¿me pasan el número de seguimiento?',
		'¡Ya llegó, muchas gracias!',
	],
	[
		'Oi! Podem me mandar a nota fiscal, por favor?',
		'Obrigada! E qual é o prazo de entrega?',
		'Tudo certo, chegou hoje.',
	],
	['Hi, could I get an invoice?', 'Great, and is there a tracking link?', 'Thank you!'],
	[
		'Buenas tardes, necesito la factura a nombre de mi empresa.',
		'Llegó roto, ¿puedo devolverlo?',
		'¿Hay alguna novedad?',
	],
];

const FIRST_PACK = 2_000_009_000_000_101;
const FIRST_BUYER = 700_000_101;

const MESSAGES_A_ROUND = talks.reduce((count, { length }) => count + length, 0);

interface BuyerMessage {
	/** From 1 on. */
	buyer: number;
	packId: string;
	buyerId: number;
	text: string;
}

/** Who writes what in a turn, from 0 on: the buyers in turn, and when each has said everything, others come. */
export function messageOf(turn: number): BuyerMessage {
	const round = Math.floor(turn / MESSAGES_A_ROUND);
	const inRound = turn % MESSAGES_A_ROUND;
	const talk = inRound % talks.length;
	const buyer = round * talks.length + talk;
	return {
		buyer: buyer + 1,
		packId: String(FIRST_PACK + buyer),
		buyerId: FIRST_BUYER + buyer,
		text: talks[talk][Math.floor(inRound / talks.length)],
	};
}

const FIRST_PAUSE_SECONDS = 15;
const LONGEST_PAUSE_SECONDS = 300;

/** How long after a turn the next buyer writes: soon while somebody is likely to watch, later every five minutes. */
export const secondsAfter = (turn: number): number =>
	Math.min(LONGEST_PAUSE_SECONDS, Math.round(FIRST_PAUSE_SECONDS * 1.5 ** turn));

/** What a visitor may do to see more, each as a command for a terminal. */
export const provocations = (url: string): { what: string; command: string }[] => {
	const command = (lever: string, argument: object) =>
		`curl -sS -X POST ${url}/_control/${lever} -H 'content-type: application/json' -d '${JSON.stringify(argument)}'`;
	const { packId } = messageOf(0);
	return [
		{
			what: 'Buyer 1 writes',
			command: command('buyerWrites', { packId, text: 'Hola, ¿dónde está mi pedido?' }),
		},
		{
			what: 'Buyer 1 opens a claim (see Claim > Get Many)',
			command: command('openClaim', { packId }),
		},
		{
			what: 'Buyer 1 blocks messages (an answer then goes to a person, with the reason)',
			command: command('blockConversation', { packId, substatus: 'blocked_by_buyer' }),
		},
		{
			what: 'and lets them through again',
			command: command('unblockConversation', { packId }),
		},
	];
};
