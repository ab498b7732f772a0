import test from 'ava'
import { storeContract } from './contract.ts'
import { memoryStore } from './memory-store.ts'

storeContract(test, async () => memoryStore())
