import type * as Retry from '../../../nodes/MercadoLibre/api/pacing/retry';

// Retries follow each other at once: what is tested is what is retried, not how long it is waited for.
jest.mock('../../../nodes/MercadoLibre/api/pacing/retry', () => {
	const actual = jest.requireActual<typeof Retry>('../../../nodes/MercadoLibre/api/pacing/retry');
	return {
		__esModule: true,
		...actual,
		LOOK_PAUSES_MS: actual.LOOK_PAUSES_MS.map(() => 1),
		backoffMs: () => 1,
		retryAfterMs: (header: unknown) => (actual.retryAfterMs(header) === undefined ? undefined : 1),
	};
});

jest.mock('../../../nodes/MercadoLibre/trigger/push/pauses', () => ({
	__esModule: true,
	STARTS_AT_ONCE: 5,
	UNDER_WAY_MS: 1,
	UNKNOWN_PAUSES_MS: [1, 1, 1, 1],
	REREAD_PACE_MS: 1,
	FLOOD_PACE_MS: 1,
}));
