import { optionsOf, simplify } from '../../operation/fields';
import type { Operation } from '../../operation/operation';
import { shipmentId } from '../order/saleFields';
import { findShipment } from '../../sales/findShipment';
import { GET_SHIPMENT, simplifyShipment, wholeShipment } from '../../sales/shipment';
import type { Language } from '../../sales/words/statusText';

export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get the shipment of an order or pack',
	description:
		'Read where a parcel is and when it arrives, with a sentence that you can send to the buyer',
	endpoint: GET_SHIPMENT,
	parameters: [
		shipmentId,
		simplify,
		optionsOf(
			{
				displayName: 'Include History',
				name: 'includeHistory',
				type: 'boolean',
				default: false,
				description: 'Whether to add the states that the shipment has gone through',
			},
			{
				displayName: 'Language',
				name: 'language',
				type: 'options',
				options: [
					{ name: "Buyer's", value: '', description: 'That of the country of the sale' },
					{ name: 'English', value: 'en' },
					{ name: 'Portuguese', value: 'pt' },
					{ name: 'Spanish', value: 'es' },
				],
				default: '',
				description: 'In which language "statusText" is',
			},
		),
	],
	async run(call) {
		const { language, includeHistory } = call.collection('options');
		const withHistory = includeHistory === true;
		const { shipment, siteId } = await findShipment(call, call.id('shipmentId'), { withHistory });
		return call.parameter('simplify')
			? simplifyShipment(shipment, {
					language: (language || undefined) as Language | undefined,
					siteId: siteId ?? call.account.siteId,
					withHistory,
				})
			: wholeShipment(shipment);
	},
};
