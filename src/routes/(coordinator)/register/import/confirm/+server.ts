import { ConfirmImport, IMPORT_BYTES } from '#lib/domain/register.ts';
import { endpoint } from '#lib/server/endpoint.ts';
import { confirm } from '#lib/server/register.ts';

export const POST = endpoint({
	body: ConfirmImport,
	limit: IMPORT_BYTES,
	act: ({ store, person, body, now }) =>
		confirm(store, body.import, body.basis, { actorId: person.personId, now }, { keepByHand: body.keepByHand })
});
