// Runs slic-watch's Serverless plugin, the fastest peer, on N functions + N/10 streams, queues and tables, all defaults.
// Usage: node slic.js N OUTPUT (with serverless-slic-watch-plugin installed beside it).
const fs = require('node:fs')
const Plugin = require('serverless-slic-watch-plugin')

const [count, output] = [Number(process.argv[2]), process.argv[3]]
const resources = {}
const functions = []
for (let i = 0; i < count; i++) {
  functions.push(`fn${i}`)
  resources[`Fn${i}LambdaFunction`] = {
    Type: 'AWS::Lambda::Function',
    Properties: { FunctionName: `bench-fn-${i}`, Timeout: 30, Handler: 'h.h', Runtime: 'python3.13', Role: 'arn:x', Code: {} }
  }
}
for (let i = 0; i < Math.floor(count / 10); i++) {
  resources[`Stream${i}`] = { Type: 'AWS::Kinesis::Stream', Properties: { Name: `bench-stream-${i}`, ShardCount: 1 } }
  resources[`Queue${i}`] = { Type: 'AWS::SQS::Queue', Properties: { QueueName: `bench-queue-${i}` } }
  resources[`Table${i}`] = { Type: 'AWS::DynamoDB::Table', Properties: { TableName: `bench-table-${i}`, KeySchema: [], AttributeDefinitions: [] } }
}
const template = { Resources: resources }
const naming = { getLambdaLogicalId: name => `${name[0].toUpperCase()}${name.slice(1)}LambdaFunction` }
const serverless = {
  cli: { log: () => {} },
  getProvider: () => ({ naming }),
  service: {
    provider: { name: 'aws', compiledCloudFormationTemplate: template },
    custom: { slicWatch: { enabled: true, alarmActionsConfig: { alarmActions: ['arn:aws:sns:us-east-1:123456789012:t'] } } },
    resources: {},
    getAllFunctions: () => functions,
    getFunction: () => ({})
  }
}
const log = new Proxy({}, { get: () => () => {} })
new (Plugin.default ?? Plugin)(serverless, {}, { log }).createSlicWatchResources()
fs.writeFileSync(output, JSON.stringify(template, null, 1))
const types = Object.values(template.Resources).map(resource => resource.Type)
console.log(JSON.stringify({ alarms: types.filter(type => type === 'AWS::CloudWatch::Alarm').length, resources: types.length }))
