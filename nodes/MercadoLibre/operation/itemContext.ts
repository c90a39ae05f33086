import type { IExecuteFunctions, IExecuteSingleFunctions } from 'n8n-workflow';

/**
 * n8n's context of a whole run, seen from one of its items, as the routing engine hands it out. What does not
 * depend on the item is the run's own.
 */
export function contextOfItem(run: IExecuteFunctions, itemIndex: number): IExecuteSingleFunctions {
	const context = Object.create(run) as IExecuteSingleFunctions;
	const helpers = Object.create(run.helpers) as IExecuteSingleFunctions['helpers'];
	helpers.assertBinaryData = (field) => run.helpers.assertBinaryData(itemIndex, field);
	const ofItem: Partial<IExecuteSingleFunctions> = {
		helpers,
		getItemIndex: () => itemIndex,
		getInputData: () => run.getInputData()[itemIndex],
		getNodeParameter: ((name: string, fallback?: unknown, options?: object) =>
			run.getNodeParameter(
				name,
				itemIndex,
				fallback,
				options,
			)) as IExecuteSingleFunctions['getNodeParameter'],
	};
	return Object.assign(context, ofItem);
}
