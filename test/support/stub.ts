// The little of n8n's context that the pure modules look at.
import { NodeOperationError, type INode } from 'n8n-workflow';
import type { Session } from '../../nodes/MercadoLibre/api/session';
import { ERROR_TABLE } from '../../nodes/MercadoLibre/operation/errorTable';
import type { ApiContext } from '../../nodes/MercadoLibre/api/context';

export const node: INode = {
	id: 'node',
	name: 'Mercado Libre',
	type: 'mercadoLibre',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

export const ITEM_INDEX = 7;

export const stubContext = (more: object = {}) =>
	({ getNode: () => node, getItemIndex: () => ITEM_INDEX, ...more }) as unknown as ApiContext;

export const stubSession = (): Session =>
	({ context: stubContext(), errorTable: ERROR_TABLE }) as unknown as Session;

/** The error of a parameter that cannot be used, which must name the item; n8n shows it at that parameter. */
export function refusalOf(check: () => unknown): {
	message: string;
	description: string;
	parameter: unknown;
} {
	try {
		check();
	} catch (error) {
		if (!(error instanceof NodeOperationError)) throw error;
		expect(error.context.itemIndex).toBe(ITEM_INDEX);
		const { message, description, context } = error;
		return { message, description: String(description), parameter: context.parameter };
	}
	throw new Error('Nothing was refused');
}
