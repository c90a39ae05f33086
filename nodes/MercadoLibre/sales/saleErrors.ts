import type { ErrorRow } from '../api/errors/problem';

/** Orders, packs and shipments: their pages name statuses, hardly words. */
export const SALE_ERRORS: readonly ErrorRow[] = [
	{
		says: /order_not_found|(order|pack)s?\b.*\bnot (be )?found|not found.*\b(order|pack)\b/i,
		status: 404,
		title: 'No pack or order has this ID',
		cure: 'Check the ID. Mercado Libre keeps orders for 12 months.',
	},
	{
		says: /not_found_shipping|shipments?\b.*\bnot (be )?found|not found.*\bshipment\b/i,
		status: 404,
		title: 'No shipment has this ID',
		cure: 'Check the ID: it is the "shipmentId" of Order > Get. The ID of an order or pack works as well.',
	},
	{
		says: /not authorized.*\b(order|pack|shipment|resource)/i,
		status: 403,
		title: 'The order, pack or shipment belongs to another account',
		cure: 'Check the ID, and that the credential is connected to the account that made the sale.',
	},
	{
		says: /legal reasons/i,
		status: 451,
		title: 'Mercado Libre withholds this sale for legal reasons',
		cure: 'It cannot be read, nor can it be by another program: handle it on the website of Mercado Libre.',
	},
];
