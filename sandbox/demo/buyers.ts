/**
 * What the buyers of the demo write, one after the other, over and over. Each pack is one buyer's conversation.
 * Most of it the example workflow answers; complaints and the rest it hands to a person.
 */
export const buyers = [
	{
		packId: '2000009000000101',
		buyerId: 700000101,
		says: ['Hola, ¿cuándo llega mi envío?', 'Gracias, ¿me pasan el número de seguimiento?'],
	},
	{
		packId: '2000009000000102',
		buyerId: 700000102,
		says: [
			'Oi! Podem me mandar a nota fiscal, por favor?',
			'Obrigada! E qual é o prazo de entrega?',
		],
	},
	{
		packId: '2000009000000103',
		buyerId: 700000103,
		says: ['Hi, could I get an invoice?', 'Great, and is there a tracking link?'],
	},
	{
		packId: '2000009000000104',
		buyerId: 700000104,
		says: [
			'Buenas tardes, necesito la factura a nombre de mi empresa.',
			'Llegó roto, ¿puedo devolverlo?',
		],
	},
];
