/** A mail server for tests: takes what it is handed over plain SMTP, or refuses it, and keeps what came. */
import { createServer, type AddressInfo, type Socket } from 'node:net';

export interface TakenMail {
	readonly from: string;
	readonly to: string;
	/** Headers by their name in small letters. */
	readonly headers: Readonly<Record<string, string>>;
	readonly text: string;
}

export interface MailServer {
	readonly url: string;
	readonly taken: readonly TakenMail[];
	/** Addresses that it refuses. */
	readonly refused: Set<string>;
	/** How many came to it at all. */
	readonly callers: number;
	/** Where set, it hangs up on whoever connects. */
	down: boolean;
	close(): Promise<void>;
}

/** Gives the text of a body that was sent as it is or quoted-printable. */
function textOf(body: string, encoding: string): string {
	if (encoding !== 'quoted-printable') return body;
	const bytes = body
		.replaceAll(/=\r\n/g, '')
		.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
	return Buffer.from(bytes, 'latin1').toString('utf8');
}

function read(from: string, to: string, data: string): TakenMail {
	const [head = '', ...rest] = data.split('\r\n\r\n');
	const lines = head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n');
	const headers = Object.fromEntries(
		lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)])
	);
	const body = rest.join('\r\n\r\n').replaceAll(/^\.\./gm, '.');
	const text = textOf(body, headers['content-transfer-encoding'] ?? '').replaceAll('\r\n', '\n');
	return { from, to, headers, text };
}

/** Starts one on a free port of this machine. */
export async function mailServer(): Promise<MailServer> {
	const taken: TakenMail[] = [];
	const refused = new Set<string>();
	const sockets = new Set<Socket>();
	const state = { down: false, callers: 0 };

	function talk(socket: Socket) {
		let pending = '';
		let data: string | null = null;
		let from = '';
		let to = '';
		const say = (line: string) => socket.write(`${line}\r\n`);
		const address = (line: string) => /<([^>]*)>/.exec(line)?.[1] ?? '';
		function command(line: string) {
			const verb = line.slice(0, 4).toUpperCase();
			if (verb === 'EHLO' || verb === 'HELO' || verb === 'RSET') return say('250 ready');
			if (verb === 'MAIL') {
				from = address(line);
				return say('250 go on');
			}
			if (verb === 'RCPT') {
				to = address(line);
				return say(refused.has(to) ? '550 no such mailbox' : '250 go on');
			}
			if (verb === 'DATA') {
				data = '';
				return say('354 end with a dot');
			}
			if (verb === 'QUIT') return socket.end('221 bye\r\n');
			return say('502 not here');
		}
		socket.on('data', (chunk) => {
			pending += chunk.toString('latin1');
			for (let end = pending.indexOf('\r\n'); end >= 0; end = pending.indexOf('\r\n')) {
				const line = pending.slice(0, end);
				pending = pending.slice(end + 2);
				if (data === null) command(line);
				else if (line === '.') {
					taken.push(read(from, to, data));
					data = null;
					say('250 taken');
				} else data += `${line}\r\n`;
			}
		});
		socket.on('error', () => socket.destroy());
		say('220 ready');
	}

	const server = createServer((socket) => {
		state.callers += 1;
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
		if (state.down) socket.destroy();
		else talk(socket);
	});
	await new Promise<void>((done) => server.listen(0, '0.0.0.0', done));
	const { port } = server.address() as AddressInfo;
	return {
		url: `smtp://127.0.0.1:${port}`,
		taken,
		refused,
		get callers() {
			return state.callers;
		},
		get down() {
			return state.down;
		},
		set down(down) {
			state.down = down;
		},
		async close() {
			for (const socket of sockets) socket.destroy();
			await new Promise<void>((done) => server.close(() => done()));
		}
	};
}
