/** What the buyers of the demo write, one after the other, over and over. Each pack is one buyer's conversation. */
export const buyers = [
	{
		packId: '2000009000000101',
		buyerId: 700000101,
		says: ['Hola, ¿cuándo llega mi pedido?', 'Gracias, ¿me avisan cuando salga?'],
	},
	{
		packId: '2000009000000102',
		buyerId: 700000102,
		says: ['Oi! Podem me mandar a nota fiscal, por favor?', 'Obrigada! O CPF está certo na nota?'],
	},
	{
		packId: '2000009000000103',
		buyerId: 700000103,
		says: ['Hi, does it come with a charger for 110 volts?', 'Great, and could I get an invoice?'],
	},
	{
		packId: '2000009000000104',
		buyerId: 700000104,
		says: [
			'Buenas tardes, necesito la factura a nombre de mi empresa.',
			'¿El producto tiene garantía?',
		],
	},
	{
		packId: '2000009000000105',
		buyerId: 700000105,
		says: ['Comprei a cor errada, dá para trocar por azul?', 'Chegou! Muito obrigado.'],
	},
];
