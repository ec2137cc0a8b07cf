import { EXCHANGE_LIMIT, ExchangeEnvelope } from '#lib/domain/sync.ts';
import { endpoint } from '#lib/server/endpoint.ts';
import { exchange } from '#lib/server/sync.ts';

/** The one exchange: entries up; receipts, workload and cursor down. */
export const POST = endpoint({
	body: ExchangeEnvelope,
	limit: EXCHANGE_LIMIT,
	act: ({ store, person, body, now, event }) => exchange(store, person, body, now, event.locals.failed)
});
