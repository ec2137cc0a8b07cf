import { json } from '@sveltejs/kit';
import { version } from '#lib/server/build.ts';
import type { RequestHandler } from './$types';

/** Says that the server answers, and which build it is. Nothing about the data: anyone may ask. */
export const GET: RequestHandler = () => json({ ok: true, build: version });
