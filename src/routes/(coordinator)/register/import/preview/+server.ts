import { IMPORT_BYTES, RegisterImport } from '#lib/domain/register.ts';
import { endpoint } from '#lib/server/endpoint.ts';
import { preview } from '#lib/server/register.ts';

export const POST = endpoint({
	body: RegisterImport,
	limit: IMPORT_BYTES,
	act: ({ store, person, body }) => preview(store, body, person.personId)
});
