import { Refusal } from '#lib/domain/problem.ts';
import { EXCHANGE_LIMIT, ExchangeEnvelope, speaksAhead } from '#lib/domain/sync.ts';
import { endpoint } from '#lib/server/endpoint.ts';
import { exchange } from '#lib/server/sync.ts';

/** The one exchange: entries up; receipts, workload and cursor down. */
export const POST = endpoint({
	body: ExchangeEnvelope,
	limit: EXCHANGE_LIMIT,
	act: ({ store, person, body, now, event }) => {
		const { failed, desk, session, deviceId } = event.locals;
		if (speaksAhead(body)) throw new Refusal('request.malformed');
		// A tablet speaks for itself alone.
		if (deviceId !== null && deviceId !== body.deviceId) throw new Refusal('request.malformed', ['deviceId']);
		return exchange(store, person, body, now, {
			failed,
			secret: desk.secret,
			signedIn: session !== null,
			byTablet: deviceId !== null
		});
	}
});
