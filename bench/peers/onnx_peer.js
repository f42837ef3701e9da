// Runs a model in ONNX Runtime, as a peer of Hush: node onnx_peer.js NODE_MODULES MODEL INPUT N,C,H,W THREADS
//
// INPUT is a file of 32-bit floats. Answers each line of standard input with one line:
//
//     results FILE    writes the output as 32-bit floats
//     time N          runs it N times; the seconds of each
'use strict';
const fs = require('fs');
const path = require('path');
const readline = require('readline');

async function main() {
  const [modules, model, input, shape, threads] = process.argv.slice(2);
  const ort = require(path.join(modules, 'onnxruntime-node'));
  const version = require(path.join(modules, 'onnxruntime-node', 'package.json')).version;
  const session = await ort.InferenceSession.create(model, {
    executionProviders: ['cpu'], graphOptimizationLevel: 'all', executionMode: 'sequential', intraOpNumThreads: Number(threads),
  });
  const bytes = fs.readFileSync(input);
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const feeds = { [session.inputNames[0]]: new ort.Tensor('float32', values, shape.split(',').map(Number)) };
  const run = async () => (await session.run(feeds))[session.outputNames[0]].data;
  console.log(`ONNX Runtime ${version}`);
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const [command, argument] = line.split(' ');
    if (command === 'results') {
      const output = await run();
      fs.writeFileSync(argument, Buffer.from(output.buffer, output.byteOffset, output.byteLength));
      console.log('written');
    } else {
      const seconds = [];
      for (let i = 0; i < Number(argument); i++) {
        const start = process.hrtime.bigint();
        await run();
        seconds.push(Number(process.hrtime.bigint() - start) / 1e9);
      }
      console.log(seconds.map(s => s.toPrecision(9)).join(' '));
    }
  }
}

main();
