/** Pictures of screens as small PNG files: a palette of at most 256 colours is enough for flat areas and letters. */
import { crc32, deflateSync } from 'node:zlib';

const MOST = 256;
/** The square of a distance between two colours that nobody sees in a letter's edge. */
const ALIKE = 64;

function chunk(type: string, data: Uint8Array): Buffer {
	const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
	const framed = Buffer.alloc(body.length + 8);
	framed.writeUInt32BE(data.length, 0);
	body.copy(framed, 4);
	framed.writeUInt32BE(crc32(body), body.length + 4);
	return framed;
}

/** Gives the colours that stand most often, each unlike the others, and which of them each colour is nearest to. */
function paletteOf(pixels: Uint8ClampedArray | Uint8Array): { colours: number[]; indexOf: (colour: number) => number } {
	const counts = new Map<number, number>();
	for (let at = 0; at < pixels.length; at += 4) {
		const colour = ((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0);
		counts.set(colour, (counts.get(colour) ?? 0) + 1);
	}
	const far = (a: number, b: number) =>
		((a >> 16) - (b >> 16)) ** 2 + (((a >> 8) & 255) - ((b >> 8) & 255)) ** 2 + ((a & 255) - (b & 255)) ** 2;
	// One that is hardly another than one that is taken already would keep a rarer one out, such as the red of a mark.
	const colours: number[] = [];
	for (const [colour] of [...counts].sort((one, other) => other[1] - one[1])) {
		if (colours.length === MOST) break;
		if (colours.every((taken) => far(taken, colour) >= ALIKE)) colours.push(colour);
	}
	const known = new Map(colours.map((colour, index) => [colour, index]));
	return {
		colours,
		indexOf(colour) {
			const found = known.get(colour);
			if (found !== undefined) return found;
			let best = 0;
			for (let index = 1; index < colours.length; index += 1)
				if (far(colours[index] ?? 0, colour) < far(colours[best] ?? 0, colour)) best = index;
			known.set(colour, best);
			return best;
		}
	};
}

/** Gives a PNG of RGBA pixels; what is not opaque is taken as it stands. */
export function smallPng(pixels: Uint8ClampedArray | Uint8Array, width: number, height: number): Buffer {
	const { colours, indexOf } = paletteOf(pixels);
	const rows = Buffer.alloc((width + 1) * height);
	for (let y = 0; y < height; y += 1) {
		for (let x = 0; x < width; x += 1) {
			const at = (y * width + x) * 4;
			const colour = ((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0);
			rows[y * (width + 1) + 1 + x] = indexOf(colour);
		}
	}
	const head = Buffer.alloc(13);
	head.writeUInt32BE(width, 0);
	head.writeUInt32BE(height, 4);
	// Eight bits a pixel, each the place of a colour in the palette.
	head.set([8, 3, 0, 0, 0], 8);
	const palette = Buffer.from(colours.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
	return Buffer.concat([
		Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
		chunk('IHDR', head),
		chunk('PLTE', palette),
		chunk('IDAT', deflateSync(rows, { level: 9 })),
		chunk('IEND', new Uint8Array())
	]);
}
