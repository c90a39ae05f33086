import type { IExecuteFunctions, IExecuteSingleFunctions } from 'n8n-workflow';

/**
 * n8n's context of a whole run, seen from one of its items, as the routing engine hands it out. What does not
 * depend on the item is the run's own, but for the `signal` of its cancellation, which may be one for the item.
 */
export function contextOfItem(
	run: IExecuteFunctions,
	itemIndex: number,
	signal = run.getExecutionCancelSignal(),
): IExecuteSingleFunctions {
	const context = Object.create(run) as IExecuteSingleFunctions;
	const helpers = Object.create(run.helpers) as IExecuteSingleFunctions['helpers'];
	helpers.assertBinaryData = (field) => run.helpers.assertBinaryData(itemIndex, field);
	const ofItem: Partial<IExecuteSingleFunctions> = {
		helpers,
		getItemIndex: () => itemIndex,
		getInputData: () => run.getInputData()[itemIndex],
		getExecutionCancelSignal: () => signal,
		getNodeParameter: ((name: string, fallback?: unknown, options?: object) =>
			mappedField(run, itemIndex, name) ??
			run.getNodeParameter(
				name,
				itemIndex,
				fallback,
				options,
			)) as IExecuteSingleFunctions['getNodeParameter'],
	};
	return Object.assign(context, ofItem);
}

/** What n8n's editor writes into a parameter when a field of the input is dragged onto it. */
const MAPPED_FIELD = /^=\{\{ *\$json\.([A-Za-z_]\w*) *\}\}$/;

/**
 * The text or number of a parameter that is nothing but a field of the input item; undefined for all else, which is
 * n8n's to evaluate. For n8n every expression is a program for its isolate, and that costs about as much as the
 * rest of an item, its request included.
 */
function mappedField(run: IExecuteFunctions, itemIndex: number, name: string): unknown {
	const raw = run.getNodeParameter(name, itemIndex, '', { rawExpressions: true });
	const expression = isLocator(raw) ? raw.value : raw;
	const [, field] = (typeof expression === 'string' && MAPPED_FIELD.exec(expression)) || [];
	if (field === undefined) return undefined;
	const { json } = run.getInputData()[itemIndex];
	const value = Object.hasOwn(json, field) ? json[field] : undefined;
	return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}

const isLocator = (raw: unknown): raw is { value: unknown } =>
	typeof raw === 'object' && raw !== null && '__rl' in raw && 'value' in raw;
