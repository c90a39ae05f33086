import type { NodeOperationError } from 'n8n-workflow';
import type { ApiContext } from '../api/context';
import { operationError } from '../api/errors/operationError';

/**
 * The error of a parameter that cannot be used, thrown before any request.
 * @param label the field as the user sees it in the editor
 * @param parameter the name of the field, for programs: `context.parameter` of the error
 * @param problem completes the sentence "<label> …"
 */
export function inputError(
	context: ApiContext,
	label: string,
	parameter: string,
	problem: string,
	cure: string,
): NodeOperationError {
	const error = operationError(context, `${label} ${problem}`, cure);
	error.context.parameter = parameter;
	return error;
}
