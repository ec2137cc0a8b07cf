/** Reads what was sent, and stops reading at the route's limit: a body is never held whole before its size is known. */
import { Refusal } from '#lib/domain/problem.ts';

/** Bytes of a JSON body unless the route says otherwise. */
export const JSON_LIMIT = 64 * 1024;
/** Bytes of a form unless the route says otherwise. */
export const FORM_LIMIT = 64 * 1024;

/** Gives the media type of a request in lower case, without its parameters; '' where there is none. */
export function mediaTypeOf(request: Request): string {
	return (request.headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** Gives the bytes of a request. Refuses `request.too_large` as soon as more than `limit` have come, and any compressed body. */
export async function readBytes(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
	const encoding = request.headers.get('content-encoding');
	if (encoding !== null && encoding !== 'identity') throw new Refusal('request.wrong_type');
	if (Number(request.headers.get('content-length') ?? 0) > limit) throw new Refusal('request.too_large');
	const parts: Uint8Array[] = [];
	let size = 0;
	if (request.body) {
		const reader = request.body.getReader();
		try {
			for (;;) {
				const { done, value } = await reader.read();
				if (done) break;
				size += value.byteLength;
				if (size > limit) throw new Refusal('request.too_large');
				parts.push(value);
			}
		} finally {
			// Lets go of the sender where reading stopped half-way; a sender already gone is no failure of ours.
			await reader.cancel().catch(() => undefined);
		}
	}
	const bytes = new Uint8Array(size);
	let at = 0;
	for (const part of parts) {
		bytes.set(part, at);
		at += part.byteLength;
	}
	return bytes;
}

/** Gives the JSON value that was sent. Refuses a content type other than application/json, bytes that are not UTF-8, and broken JSON. */
export async function readJson(request: Request, limit: number): Promise<unknown> {
	if (mediaTypeOf(request) !== 'application/json') throw new Refusal('request.wrong_type');
	const bytes = await readBytes(request, limit);
	try {
		return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
	} catch {
		throw new Refusal('request.malformed');
	}
}

/** What a form says, by field: a list where a field came more than once. Files are not taken: no form of ours sends one. */
export type FormValues = Record<string, string | string[]>;

/** Gives the fields of a posted form. A field whose name ends in [] is always a list, given without the ending. */
export async function readForm(request: Request, limit: number): Promise<FormValues> {
	const type = mediaTypeOf(request);
	if (type !== 'application/x-www-form-urlencoded' && type !== 'multipart/form-data') {
		throw new Refusal('request.wrong_type');
	}
	const bytes = await readBytes(request, limit);
	let data: FormData;
	try {
		data = await new Response(bytes, {
			headers: { 'content-type': request.headers.get('content-type') ?? '' }
		}).formData();
	} catch {
		throw new Refusal('request.malformed');
	}
	const values = new Map<string, string | string[]>();
	for (const [name, value] of data) {
		if (typeof value !== 'string') throw new Refusal('request.malformed');
		const list = name.endsWith('[]');
		const field = list ? name.slice(0, -2) : name;
		const before = values.get(field);
		if (before === undefined) values.set(field, list ? [value] : value);
		else values.set(field, [...(Array.isArray(before) ? before : [before]), value]);
	}
	return Object.fromEntries(values);
}
